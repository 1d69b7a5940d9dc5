using ActorTls.Actors.Tests.Connections;
using ActorTls.Administration;
using ActorTls.Authentication;
using ActorTls.Connections;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Administration;

/// <summary>Who is connected, and how often.</summary>
public sealed class IdentitiesQueryTests : IDisposable
{
    private readonly TestCertificateAuthority _authority = new();
    private readonly ConnectionRegistry[] _registries = [new(), new()];
    private long _lastId;

    private EventLoopRecords[] Loops => [QueryRun.LoopOf(_registries[0]), QueryRun.LoopOf(_registries[1])];

    [Fact]
    public void Connections_of_one_name_are_counted_together_over_all_loops()
    {
        var (alice, later) = (Identity("alice"), Identity("alice", days: 9));
        Join(0, alice, "front");
        Join(1, later, "front");
        Join(1, alice, "back");
        Join(0, Identity("bob"), "front");
        Join(0, PeerIdentity.Anonymous, "front");
        Join(0, null, "front");
        _registries[1].Join(new ListedConnection(++_lastId) { Identity = alice, Phase = ConnectionPhase.Closing });

        var page = List(null, 10);
        Assert.Equal(
            [("back", "alice", 1), ("front", "alice", 2), ("front", "bob", 1)],
            page.Items.Select(identity => (identity.Key.Listener, identity.Key.Name.Value, identity.Connections)));
        Assert.Equal(alice.NotAfter, page.Items[1].NotAfter);
        Assert.Null(page.Next);
    }

    [Fact]
    public void Pages_hold_each_identity_once_and_count_it_whole()
    {
        var identities = Enumerable.Range(0, 26).Select(i => Identity($"device-{(char)('a' + i * 7 % 26)}")).ToList();
        for (var i = 0; i < 26 * 3; i++) Join(i % 2, identities[i % 26], "front");

        var (seen, after) = (new List<LiveIdentity>(), (IdentityKey?)null);
        do
        {
            var page = List(after, 4);
            Assert.InRange(page.Items.Length, 1, 4);
            seen.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(Enumerable.Range(0, 26).Select(i => $"device-{(char)('a' + i)}"), seen.Select(identity => identity.Key.Name.Value));
        Assert.All(seen, identity => Assert.Equal(3, identity.Connections));
    }

    public void Dispose() => _authority.Dispose();

    private IdentityPage List(IdentityKey? after, int limit) =>
        new QueryRun(new IdentitiesQuery(ConnectionFilter.All, after, limit), Loops).Run<IdentityPage>();

    private void Join(int loop, PeerIdentity? identity, string listener) =>
        _registries[loop].Join(new ListedConnection(++_lastId) { Identity = identity, Listener = listener });

    private PeerIdentity Identity(string name, int days = 7)
    {
        using var certificate = _authority.IssueClient($"CN={name}", notAfter: DateTimeOffset.UtcNow.AddDays(days)).ToX509();
        return PeerIdentity.FromCertificate(certificate.RawData);
    }
}
