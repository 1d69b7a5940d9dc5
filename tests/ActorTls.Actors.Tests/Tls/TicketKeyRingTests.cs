using ActorTls.Tls.Tickets;
using Microsoft.Extensions.Time.Testing;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>How long a key of session tickets is good.</summary>
public sealed class TicketKeyRingTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);
    private readonly FakeTimeProvider _time = new();
    private readonly TicketKeyRing _ring;

    public TicketKeyRingTests() => _ring = new TicketKeyRing(Lifetime, _time);

    [Fact]
    public void A_key_encrypts_for_one_lifetime_and_decrypts_for_another()
    {
        var first = _ring.Current;
        _time.Advance(Lifetime - TimeSpan.FromSeconds(1));
        Assert.Same(first, _ring.Current);

        _time.Advance(TimeSpan.FromSeconds(1));
        var second = _ring.Current;
        Assert.NotSame(first, second);
        Assert.Same(first, _ring.Find(first.Name, out var isCurrent));
        Assert.False(isCurrent);
        Assert.Same(second, _ring.Find(second.Name, out isCurrent));
        Assert.True(isCurrent);

        _time.Advance(Lifetime);
        Assert.Null(_ring.Find(first.Name, out isCurrent));
        Assert.False(isCurrent);
    }

    [Fact]
    public void A_key_that_nobody_used_for_two_lifetimes_decrypts_nothing()
    {
        var first = _ring.Current;
        _time.Advance(2 * Lifetime);
        Assert.Null(_ring.Find(first.Name, out _));
    }

    [Fact]
    public void Keys_of_two_rings_have_nothing_in_common()
    {
        var (one, other) = (_ring.Current, new TicketKeyRing(Lifetime, _time).Current);
        Assert.Null(_ring.Find(other.Name, out _));
        Assert.False(one.EncryptionKey.SequenceEqual(other.EncryptionKey));
        Assert.False(one.AuthenticationKey.SequenceEqual(other.AuthenticationKey));
    }
}
