using System.Net.Sockets;
using System.Security.Cryptography;
using ActorTls.Authentication;
using ActorTls.Sessions;
using ActorTls.Tls;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorTls.Actors.Tests.Connections;

public sealed class ConnectionActorTests : ConnectionFixture
{
    [Fact]
    public void Bytes_are_echoed_and_the_end_is_clean()
    {
        var (connection, peer) = ConnectInto("established");
        using (peer)
        {
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal("hello", ReadToEnd(peer));

            var closed = Log.NextClosed();
            Assert.Equal(("peer-finished", "established", 5L, 5L),
                (closed.Reason, closed.Phase, closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
            Assert.Equal(LogLevel.Information, closed.Level);
            ExpectTerminated(connection, TimeSpan.FromSeconds(30));
            AssertBaseline();
        }
    }

    [Fact]
    public async Task What_the_peer_does_not_take_stops_the_reading_and_nothing_is_lost()
    {
        var (_, peer) = Connect();
        using (peer)
        {
            const int total = 16 * 1024 * 1024;
            var data = RandomNumberGenerator.GetBytes(total);
            var sending = Task.Run(() =>
            {
                for (var sent = 0; sent < total;) sent += peer.Send(data.AsSpan(sent, Math.Min(total - sent, 100_000)));
                peer.Shutdown(SocketShutdown.Send);
            });

            var received = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (peer.Receive(buffer) is > 0 and var count) received.Write(buffer, 0, count);
            await sending;

            Assert.Equal(SHA256.HashData(data), SHA256.HashData(received.ToArray()));
            Assert.Equal("peer-finished", Log.NextClosed().Reason);
        }
    }

    [Fact]
    public void An_end_without_close_notify_is_truncation()
    {
        Tls.EndIsTruncation = true;
        var (_, peer) = ConnectInto("established");
        Expect(peer, "hello");
        peer.Close();
        Assert.Equal("truncated", Log.NextClosed().Reason);
        AssertBaseline();
    }

    [Theory]
    [InlineData("accepted")]
    [InlineData("handshaking")]
    [InlineData("authenticating")]
    [InlineData("established")]
    [InlineData("closing")]
    public void A_reset_ends_the_connection_in_every_phase(string phase)
    {
        if (phase is "accepted" or "handshaking") Tls.PeerSentBytes = phase != "accepted";
        var (connection, peer) = ConnectInto(phase);
        if (phase is "accepted" or "handshaking") Tls.Handshake = () => new TlsFailure(TlsFailureKind.Reset, "reset");
        peer.LingerState = new LingerOption(true, 0);
        peer.Close();

        var closed = Log.NextClosed();
        Assert.Equal(phase == "closing" ? "not-authorized" : "peer-reset", closed.Reason);
        Assert.Equal(phase == "accepted" ? LogLevel.Debug : LogLevel.Information, closed.Level);
        ExpectTerminated(connection, TimeSpan.FromSeconds(30));
        AssertBaseline();
    }

    [Theory]
    [InlineData(TlsFailureKind.Protocol, "handshake-failed")]
    [InlineData(TlsFailureKind.CertificateRejected, "certificate-rejected")]
    [InlineData(TlsFailureKind.Truncated, "truncated")]
    [InlineData(TlsFailureKind.Internal, "internal-error")]
    public void A_failed_handshake_has_the_reason_of_its_failure(object kind, string reason)
    {
        Tls.Handshake = () => new TlsFailure((TlsFailureKind)kind, "the detail");
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            if (reason is "handshake-failed" or "certificate-rejected") Assert.Equal("", ReadToEnd(peer));   // FIN, no reset.
            peer.Close();
            var closed = Log.NextClosed();
            Assert.Equal((reason, "the detail", "handshaking"), (closed.Reason, closed.Detail, closed.Phase));
            AssertBaseline();
        }
    }

    [Fact]
    public async Task A_forged_record_ends_the_session_and_delivers_nothing()
    {
        var reason = new TaskCompletionSource<CloseReason>();
        Sessions.Received = (_, _) => throw new InvalidOperationException("must not be called");
        Sessions.Closed = (_, why) => reason.SetResult(why);
        Tls.ReadFailure = new TlsFailure(TlsFailureKind.Protocol, "bad_record_mac");
        var (_, peer) = Connect();
        peer.Send("hello"u8);
        Assert.Equal(CloseReason.ProtocolError, await reason.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        peer.Close();
        Assert.Equal("protocol-error", Log.NextClosed().Reason);
        AssertBaseline();
    }

    public static TheoryData<string> WaysNotToAdmit() => ["no", "throws", "faults", "cancelled"];

    [Theory, MemberData(nameof(WaysNotToAdmit))]
    public void Anything_but_a_clear_yes_admits_nobody(string way)
    {
        Authority.Decide = way switch
        {
            "no" => _ => new(new AuthorizationDecision(false, "not on the list")),
            "throws" => _ => throw new InvalidOperationException("authority is down"),
            "faults" => _ => new(Task.FromException<AuthorizationDecision>(new InvalidOperationException("authority is down"))),
            _ => _ => new(Task.FromCanceled<AuthorizationDecision>(new CancellationToken(true))),
        };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            Assert.Equal("", ReadToEnd(peer));
            peer.Close();
            var closed = Log.NextClosed();
            Assert.Equal(("not-authorized", "authenticating", 0L, 0L),
                (closed.Reason, closed.Phase, closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
            Assert.Equal((0, 1), (Tls.Reads, Tls.Shutdowns));
            AssertBaseline();
        }
    }

    [Fact]
    public void A_yes_that_comes_later_admits()
    {
        var decision = new TaskCompletionSource<AuthorizationDecision>();
        Authority.Decide = _ => new(decision.Task);
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            AwaitPhase("authenticating");
            Assert.Equal(0, Tls.Reads);
            decision.SetResult(new AuthorizationDecision(true, "in the end"));
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal("hello", ReadToEnd(peer));
        }
    }

    [Fact]
    public void A_peers_names_are_data_in_the_closing_event()
    {
        var (connection, peer) = ConnectInto("established");
        peer.Close();
        var closed = Log.NextClosed();
        Assert.Equal("connection closed", closed.Message);
        Assert.Equal(
            [
                "listener", "connection", "peer", "identity", "server_name", "tls_version", "cipher_suite", "resumed",
                "bytes_in", "bytes_out", "duration_ms", "phase", "reason", "{OriginalFormat}",
            ],
            closed.Fields.Keys.Where(key => key != "detail"));
        Assert.Equal("host.example", closed.Fields["server_name"]);
    }
}
