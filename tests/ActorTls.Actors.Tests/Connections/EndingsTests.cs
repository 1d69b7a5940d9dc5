using System.Net;
using ActorTls.Connections;
using ActorTls.Sessions;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>The last endings, and the counts of failures: both are bounded, and what is counted is never lost.</summary>
public sealed class EndingsTests
{
    private readonly Endings _endings = new(10, TimeProvider.System);

    [Fact]
    public void The_last_endings_are_kept_and_no_others()
    {
        for (var id = 1; id <= 25; id++) Add(new ListedConnection(id), CloseReason.IdleTimeout, null);

        Assert.Equal(25, _endings.Count);
        Assert.Null(_endings.At(14));
        Assert.Null(_endings.At(25));
        Assert.Null(_endings.At(-1));
        Assert.Equal(Enumerable.Range(16, 10).Select(id => (long)id), Enumerable.Range(15, 10).Select(place => _endings.At(place)!.Connection.Id));
    }

    [Fact]
    public void Only_who_was_not_established_has_failed()
    {
        foreach (var phase in Enum.GetValues<ConnectionPhase>())
            Add(new ListedConnection(1) { Phase = phase }, CloseReason.PeerReset, phase.ToString());
        Assert.Equal(["Accepted", "Handshaking", "Authenticating"], _endings.Failures.Read().Select(failure => failure.Detail));
    }

    [Fact]
    public void Failures_of_one_kind_are_counted_together_with_the_last_of_them()
    {
        var source = IPAddress.Parse("192.0.2.7");
        Fail(1, source, CloseReason.HandshakeFailed, "no shared cipher");
        Fail(2, source, CloseReason.HandshakeFailed, "no shared cipher");
        Fail(3, source, CloseReason.HandshakeFailed, "another");
        Fail(4, IPAddress.Parse("192.0.2.8"), CloseReason.HandshakeFailed, "no shared cipher");

        Assert.Equal(
            [(2L, "192.0.2.7", "no shared cipher", 2L), (3L, "192.0.2.7", "another", 1L), (4L, "192.0.2.8", "no shared cipher", 1L)],
            _endings.Failures.Read().Select(failure => (failure.Last.Connection.Id, failure.Source, failure.Detail, failure.Count)));
    }

    // A client has as many addresses of a /64 as it likes.
    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true, "2001:db8::/64")]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false, "2001:db8::/64")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7", true, "192.0.2.7")]
    [InlineData("192.0.2.7", "192.0.2.8", false, "192.0.2.7")]
    public void A_source_is_an_address_of_IPv4_or_a_network_of_IPv6(string one, string other, bool isSame, string text)
    {
        Fail(1, IPAddress.Parse(one), CloseReason.HandshakeTimeout, null);
        Fail(2, IPAddress.Parse(other), CloseReason.HandshakeTimeout, null);
        var failures = _endings.Failures.Read();
        Assert.Equal(isSame ? 1 : 2, failures.Length);
        Assert.Equal(text, failures[0].Source);
    }

    [Fact]
    public void Kinds_are_bounded_and_the_count_of_each_reason_stays_exact()
    {
        const int kinds = FailureCounts.MostKinds + 500;
        for (var i = 0; i < kinds; i++) Fail(i, new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), CloseReason.CertificateRejected, null);
        Fail(kinds, new IPAddress([10, 0, 0, 0]), CloseReason.CertificateRejected, null);   // Its kind has gone to the remainder.
        Fail(kinds + 1, IPAddress.Loopback, CloseReason.HandshakeTimeout, null);

        var failures = _endings.Failures.Read();
        Assert.Equal(FailureCounts.MostKinds + 1, failures.Length);
        var remainder = Assert.Single(failures, failure => failure.IsRemainder);
        Assert.Equal((CloseReason.CertificateRejected, 502L, null), (remainder.Reason, remainder.Count, remainder.Source));
        Assert.Equal(kinds + 1, failures.Where(failure => failure.Reason == CloseReason.CertificateRejected).Sum(failure => failure.Count));
        Assert.Equal(1, Assert.Single(failures, failure => failure.Source == "10.0.0.0").Count);
    }

    private void Fail(int id, IPAddress address, CloseReason reason, string? detail) =>
        Add(new ListedConnection(id) { Address = address, Phase = ConnectionPhase.Handshaking }, reason, detail);

    private void Add(ListedConnection connection, CloseReason reason, string? detail) =>
        _endings.Add(connection.CreateSnapshot(DateTimeOffset.UtcNow), reason, detail);
}
