using System.Net.Sockets;
using ActorTls.Sessions;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>What a session may do with its connection, and what becomes of one that misbehaves.</summary>
public sealed class SessionTests : ConnectionFixture
{
    [Fact]
    public void After_we_finish_the_peers_bytes_are_still_delivered()
    {
        var received = new List<byte>();
        Sessions.Established = connection =>
        {
            connection.Write("bye"u8);
            connection.CompleteWrites();
        };
        Sessions.Received = (_, data) => received.AddRange(data);
        Sessions.PeerCompleted = _ => { };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            Assert.Equal("bye", ReadToEnd(peer));
            peer.Send(" world"u8);
            peer.Shutdown(SocketShutdown.Send);

            Assert.Equal("service-closed", Log.NextClosed().Reason);
            Assert.Equal("hello world"u8.ToArray(), received);
        }
    }

    [Fact]
    public void After_the_peer_finishes_it_still_gets_what_the_session_writes()
    {
        IActorRef? self = null;
        Sessions.Established = connection => self = connection.Self;
        Sessions.PeerCompleted = connection => connection.Self.Tell("now");
        Sessions.Message = (connection, _) =>
        {
            connection.Write(" and goodbye"u8);
            connection.CompleteWrites();
        };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal("hello and goodbye", ReadToEnd(peer));
            Assert.Equal("peer-finished", Log.NextClosed().Reason);
        }
    }

    [Fact]
    public async Task A_paused_session_is_given_nothing_until_it_resumes()
    {
        var received = new TaskCompletionSource<string>();
        Sessions.Established = connection => connection.PauseReading();
        Sessions.Received = (_, data) => received.TrySetResult(System.Text.Encoding.ASCII.GetString(data));
        Sessions.Message = (connection, _) => connection.ResumeReading();
        var (connection, peer) = ConnectInto("established");
        using (peer)
        {
            Assert.Equal(0, Tls.Reads);
            connection.Tell("resume");
            Assert.Equal("hello", await received.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        }
    }

    public static TheoryData<string> Callbacks() => ["established", "received", "peer-finished", "message", "draining", "closed"];

    [Theory, MemberData(nameof(Callbacks))]
    public void A_session_that_throws_ends_its_own_connection_alone(string callback)
    {
        var thrown = new InvalidOperationException("the session's own fault");
        var (_, neighbour) = ConnectInto("established");
        Expect(neighbour, "hello");

        Sessions.Established = _ => ThrowIn("established");
        Sessions.Received = (connection, data) => { ThrowIn("received"); connection.Write(data); };
        Sessions.PeerCompleted = _ => ThrowIn("peer-finished");
        Sessions.Message = (_, _) => ThrowIn("message");
        Sessions.Draining = _ => ThrowIn("draining");
        Sessions.Closed = (_, _) => ThrowIn("closed");
        var (connection, peer) = Connect();
        peer.Send("hello"u8);
        if (callback is not ("established" or "received")) Expect(peer, "hello");
        switch (callback)
        {
            case "peer-finished": peer.Shutdown(SocketShutdown.Send); break;
            case "message": connection.Tell("a message"); break;
            case "draining": connection.Tell(ActorTls.Connections.BeginDrain.Instance); break;
            case "closed": connection.Tell(new ActorTls.Connections.CutConnection(CloseReason.Administrator)); break;
        }

        var closed = Log.NextClosed();
        peer.Dispose();
        Assert.Equal(callback == "closed" ? "administrator" : "internal-error", closed.Reason);
        Assert.Equal(thrown, closed.Exception);
        if (callback != "closed") Assert.Equal(LogLevel.Error, closed.Level);

        callback = "";
        Sessions.PeerCompleted = own => own.CompleteWrites();
        neighbour.Send("neighbour"u8);
        Expect(neighbour, "neighbour");
        neighbour.Shutdown(SocketShutdown.Send);
        Assert.Equal("", ReadToEnd(neighbour));
        neighbour.Dispose();
        AssertBaseline();

        void ThrowIn(string here)
        {
            if (here == callback) throw thrown;
        }
    }

    [Fact]
    public void A_session_that_ignores_back_pressure_is_ended()
    {
        var chunk = new byte[64 * 1024];
        Sessions.Received = (connection, _) => { for (var i = 0; i < 10_000; i++) connection.Write(chunk); };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("hello"u8);
            var closed = Log.NextClosed();
            Assert.Equal("internal-error", closed.Reason);
            Assert.Contains("wait to be sent", closed.Detail);
            AssertBaseline();
        }
    }
}
