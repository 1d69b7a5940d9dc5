using System.Net.Sockets;
using ActorTls.Authentication;
using ActorTls.Connections;
using ActorTls.Tls;
using Akka.Actor;

namespace ActorTls.Actors.Tests.Connections;

public sealed class DeadlineTests : ConnectionFixture
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(150);

    [Fact]
    public void A_peer_that_sends_nothing_is_closed_by_the_handshake_deadline()
    {
        Timeouts = NoTimeouts with { Handshake = Soon };
        var (_, peer) = Connect();
        using (peer)
        {
            var closed = Log.NextClosed();
            Assert.Equal(("handshake-timeout", "accepted"), (closed.Reason, closed.Phase));
            Assert.Equal(0, Tls.Created);   // Silence cost no TLS state.
            AssertBaseline();
        }
    }

    [Fact]
    public void Progress_does_not_put_off_the_handshake_deadline()
    {
        Timeouts = NoTimeouts with { Handshake = Soon };
        Tls.HandshakeStatus = TlsStatus.WantRead;
        var (_, peer) = Connect();
        using (peer)
        {
            // The scripted handshake consumes nothing, so the socket stays readable and each turn is another step.
            peer.Send("hello"u8);
            var closed = Log.NextClosed();
            Assert.Equal(("handshake-timeout", "handshaking"), (closed.Reason, closed.Phase));
            AssertBaseline();
        }
    }

    [Fact]
    public async Task An_authority_that_does_not_answer_in_time_admits_nobody()
    {
        Timeouts = NoTimeouts with { Authentication = Soon, Close = Soon };
        var cancelled = new TaskCompletionSource();
        Authority.Decide = cancellation =>
        {
            cancellation.Register(cancelled.SetResult);
            return new(new TaskCompletionSource<AuthorizationDecision>().Task);
        };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            var closed = Log.NextClosed();
            Assert.Equal(("authentication-timeout", "authenticating"), (closed.Reason, closed.Phase));
            await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(0, Tls.Reads);
            Assert.Equal(1, Tls.Shutdowns);
            AssertBaseline();
        }
    }

    [Fact]
    public void An_authority_that_throws_when_it_is_cancelled_keeps_nothing_open()
    {
        Timeouts = NoTimeouts with { Authentication = Soon, Close = Soon };
        Authority.Decide = cancellation =>
        {
            cancellation.Register(() => throw new InvalidOperationException("the authority's own fault"));
            return new(new TaskCompletionSource<AuthorizationDecision>().Task);
        };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            var closed = Log.NextClosed();
            Assert.Equal(("authentication-timeout", "authenticating"), (closed.Reason, closed.Phase));
            AssertBaseline();
        }
    }

    [Fact]
    public void An_idle_connection_is_closed_with_close_notify()
    {
        Timeouts = NoTimeouts with { Idle = Soon };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            Assert.Equal("hello", ReadToEnd(peer));
            peer.Close();
            Assert.Equal("idle-timeout", Log.NextClosed().Reason);
            Assert.Equal(1, Tls.Shutdowns);
            AssertBaseline();
        }
    }

    [Fact]
    public void A_connection_grows_no_older_than_its_lifetime()
    {
        Timeouts = NoTimeouts with { Lifetime = Soon };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            Assert.Equal("hello", ReadToEnd(peer));
            peer.Close();
            Assert.Equal("lifetime-reached", Log.NextClosed().Reason);
            AssertBaseline();
        }
    }

    [Fact]
    public void A_peer_that_takes_nothing_is_a_slow_consumer()
    {
        Timeouts = NoTimeouts with { Write = Soon };
        var chunk = new byte[64 * 1024];
        Sessions.Received = (connection, _) => { while (connection.Write(chunk)) { } };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            Assert.Equal("slow-consumer", Log.NextClosed().Reason);
            AssertBaseline();
        }
    }

    [Fact]
    public void A_peer_that_does_not_take_what_TLS_itself_has_to_answer_is_a_slow_consumer()
    {
        Timeouts = NoTimeouts with { Write = Soon };
        Tls.ReadsOweAnswers = true;
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            Assert.Equal("slow-consumer", Log.NextClosed().Reason);
            // It waited for the peer, and did not try again and again.
            Assert.InRange(Volatile.Read(ref Tls.Reads), 1, 10);
            AssertBaseline();
        }
    }

    [Fact]
    public void A_side_that_has_finished_waits_for_the_other_until_the_half_close_deadline()
    {
        Timeouts = NoTimeouts with { HalfClose = Soon };
        Sessions.Received = (connection, _) => connection.CompleteWrites();
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            Assert.Equal("half-close-timeout", Log.NextClosed().Reason);
            AssertBaseline();
        }
    }

    [Theory]
    [InlineData("accepted")]
    [InlineData("handshaking")]
    [InlineData("authenticating")]
    [InlineData("established")]
    public void A_server_that_stops_ends_what_is_left_at_the_drain_deadline(string phase)
    {
        Timeouts = NoTimeouts with { Drain = Soon, Close = Soon };
        var (connection, peer) = ConnectInto(phase);
        using (peer)
        {
            connection.Tell(BeginDrain.Instance);
            var closed = Log.NextClosed();
            Assert.Equal(("draining", phase), (closed.Reason, closed.Phase));
            Assert.Equal(1, Environment.Admission.Cut);
            AssertBaseline();
        }
    }

    [Fact]
    public void A_peer_that_does_not_close_after_our_goodbye_is_closed_by_the_close_deadline()
    {
        Timeouts = NoTimeouts with { Close = Soon };
        Authority.Decide = _ => new(new AuthorizationDecision(false, "scripted"));
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            Assert.Equal("not-authorized", Log.NextClosed().Reason);
            AssertBaseline();
        }
    }
}
