using System.Net.Sockets;
using ActorTls.Connections;
using ActorTls.Sessions;
using Akka.Actor;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>What a session may do with its timer, with tags, and to keep its connection.</summary>
public sealed class SessionHoldTests : ConnectionFixture
{
    [Fact]
    public void A_timer_that_is_set_to_nothing_again_and_again_lets_the_event_loop_go_on()
    {
        Sessions.Established = connection => connection.SetTimer(TimeSpan.Zero);
        Sessions.Timer = connection => connection.SetTimer(TimeSpan.FromSeconds(-1));
        var (_, peer) = ConnectInto("established");
        Expect(peer, "hello");
        peer.Send("more"u8);
        Expect(peer, "more");
        AssertEnds(peer, "peer-finished");
    }

    [Fact]
    public void Within_the_end_a_session_can_keep_its_connection_until_it_ends_the_hold()
    {
        Sessions.Closed = (connection, _) => connection.HoldOpen();
        Sessions.Message = (connection, _) => connection.EndHold();
        var (connection, peer) = ConnectInto("established");
        Expect(peer, "hello");
        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal("", ReadToEnd(peer));
        Assert.Equal(1, Environment.Admission.Connections);

        connection.Tell("it is done");
        Assert.Equal("peer-finished", Log.NextClosed().Reason);
        peer.Dispose();
        AssertBaseline();
    }

    [Fact]
    public void Outside_the_end_a_session_that_has_closed_its_connection_cannot_keep_it()
    {
        Sessions.Received = (connection, _) =>
        {
            connection.Close();
            connection.HoldOpen();
        };
        var (_, peer) = Connect();
        peer.Send("hello"u8);
        AssertEnds(peer, "service-closed");
    }

    [Fact]
    public void A_session_whose_hold_is_cut_may_end_it_too()
    {
        var told = 0;
        Sessions.Closed = (connection, _) => connection.HoldOpen();
        Sessions.HoldEnded = connection =>
        {
            told++;
            connection.EndHold();
            connection.SetTimer(TimeSpan.FromHours(1));
        };
        var (connection, peer) = ConnectInto("established");
        Expect(peer, "hello");
        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal("", ReadToEnd(peer));

        connection.Tell(new CutConnection(CloseReason.Draining));
        var closed = Log.NextClosed();
        Assert.Equal(("peer-finished", null, 1), (closed.Reason, closed.Exception, told));
        peer.Dispose();
        AssertBaseline();
    }

    [Fact]
    public void A_session_that_catches_what_it_throws_at_the_end_ends_all_the_same()
    {
        Sessions.Closed = (_, _) => throw new InvalidOperationException("the session's own fault");
        Sessions.Received = (connection, _) => Record.Exception(() => connection.Close());
        var (_, peer) = Connect();
        peer.Send("hello"u8);
        AssertEnds(peer, "service-closed");
    }

    [Fact]
    public void Tags_are_fields_of_the_event_of_the_end()
    {
        Sessions.Established = connection => connection.Tags = [new("room", "blue")];
        var (_, peer) = ConnectInto("established");
        Expect(peer, "hello");
        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal("blue", Log.NextClosed().Fields["room"]);
        peer.Dispose();

        Sessions.Established = connection => connection.Tags = default;
        (_, peer) = ConnectInto("established");
        AssertEnds(peer, "peer-finished");
    }

    private void AssertEnds(Socket peer, string reason)
    {
        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(reason, Log.NextClosed().Reason);
        peer.Dispose();
        AssertBaseline();
    }
}
