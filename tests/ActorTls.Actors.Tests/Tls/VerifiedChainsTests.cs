using System.Text;
using ActorTls.Tls.Certificates;

namespace ActorTls.Actors.Tests.Tls;

public sealed class VerifiedChainsTests
{
    private const long Now = 1_800_000_000;
    private readonly VerifiedChains _chains = new();

    [Fact]
    public void A_chain_is_known_once_it_was_added_and_until_it_ends()
    {
        var chain = Digest("leaf", "intermediate");
        Assert.Null(_chains.Find(chain, Now));

        _chains.Add(chain, Now, Until(Now + 10));

        Assert.Equal(Until(Now + 10), _chains.Find(chain, Now));
        Assert.Equal(Until(Now + 10), _chains.Find(chain, Now + 9));
        Assert.Null(_chains.Find(chain, Now + 10));
    }

    [Fact]
    public void Nothing_is_known_for_a_time_before_the_verification()
    {
        var chain = Digest("leaf");
        _chains.Add(chain, Now, Until(Now + 10));

        Assert.Null(_chains.Find(chain, Now - 1));
    }

    [Fact]
    public void A_verification_anew_counts_from_then_on()
    {
        var chain = Digest("leaf");
        _chains.Add(chain, Now, Until(Now + 10));
        _chains.Add(chain, Now + 20, Until(Now + 30));

        Assert.Equal(Until(Now + 30), _chains.Find(chain, Now + 25));
        Assert.Null(_chains.Find(chain, Now + 5));
    }

    [Fact]
    public void Another_order_other_certificates_and_fewer_of_them_are_another_chain()
    {
        _chains.Add(Digest("leaf", "one", "two"), Now, Until(Now + 10));

        Assert.Null(_chains.Find(Digest("leaf", "two", "one"), Now));
        Assert.Null(_chains.Find(Digest("leaf", "one"), Now));
        Assert.Null(_chains.Find(Digest("other", "one", "two"), Now));
        Assert.NotNull(_chains.Find(Digest("leaf", "one", "two"), Now));
    }

    [Fact]
    public void Those_that_were_asked_for_lately_stay_and_the_others_make_room()
    {
        var busy = Digest("busy");
        _chains.Add(busy, Now, Until(Now + 10));
        var first = Digest("0");
        for (var i = 0; i < 4 * VerifiedChains.Generation; i++)
        {
            _chains.Add(Digest(i.ToString()), Now, Until(Now + 10));
            Assert.NotNull(_chains.Find(busy, Now));
        }

        Assert.Null(_chains.Find(first, Now));
        var kept = Enumerable.Range(0, 4 * VerifiedChains.Generation).Count(i => _chains.Find(Digest(i.ToString()), Now) is not null);
        Assert.InRange(kept, 1, 2 * VerifiedChains.Generation);
    }

    private static VerifiedChains.Digest Digest(params string[] certificates) =>
        VerifiedChains.Digest.Of(certificates.Select(Encoding.UTF8.GetBytes));

    private static VerifiedChains.Verification Until(long end) => new(end, null);
}
