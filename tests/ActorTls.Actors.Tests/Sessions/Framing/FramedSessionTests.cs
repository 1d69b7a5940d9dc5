using System.Net.Sockets;
using System.Text;
using ActorTls.Actors.Tests.Connections;
using ActorTls.Sessions;
using Akka.Actor;

namespace ActorTls.Actors.Tests.Sessions;

/// <summary>Sessions of frames on real connections: what they are given, when, and how a connection ends that is not framed as it should be.</summary>
public sealed class FramedSessionTests : ConnectionFixture
{
    private readonly ScriptedFrames _script = new();

    public FramedSessionTests() => UseSessions(_script.Service(Framing.Lines(max: 100)));

    [Fact]
    public void Frames_come_without_their_framing_and_are_written_with_it()
    {
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("one\r\ntwo\n\nth"u8);
            Expect(peer, "one\ntwo\n\n");
            peer.Send("ree\n"u8);
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal("three\n", ReadToEnd(peer));
            Assert.Equal("peer-finished", Log.NextClosed().Reason);
            AssertBaseline();
        }
    }

    [Fact]
    public void A_session_that_pauses_within_a_frame_is_given_the_others_when_it_resumes_each_in_its_turn()
    {
        _script.Frame = session =>
        {
            session.Connection.PauseReading();
            session.Connection.Self.Tell($"answer {session.Frames[^1]}");
        };
        _script.Message = (session, answer) =>
        {
            session.WriteFrame($"{answer} of {session.Frames.Count}");
            session.Connection.ResumeReading();
        };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("a\nb\nc\nd"u8);
            Expect(peer, "answer a of 1\nanswer b of 2\nanswer c of 3\n");
            peer.Send("d\n"u8);
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal("answer dd of 4\n", ReadToEnd(peer));
            Assert.Equal("peer-finished", Log.NextClosed().Reason);
        }
    }

    [Fact]
    public void A_pause_that_ends_within_the_same_frame_holds_nothing_up()
    {
        _script.Frame = session =>
        {
            session.Connection.PauseReading();
            session.Connection.ResumeReading();
            session.WriteFrame(session.Frames[^1]);
        };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("a\nb\nc\n"u8);
            Expect(peer, "a\nb\nc\n");
        }
    }

    [Fact]
    public void A_session_that_closes_within_a_frame_is_given_no_other()
    {
        _script.Frame = session =>
        {
            session.WriteFrame("bye");
            session.Connection.Close();
        };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("a\nb\nc\n"u8);
            Assert.Equal("bye\n", ReadToEnd(peer));
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal("service-closed", Log.NextClosed().Reason);
            Assert.Equal(["a"], _script.Frames);
            AssertBaseline();
        }
    }

    [Fact]
    public void A_session_that_closes_on_a_kept_frame_is_given_no_other()
    {
        _script.Frame = session =>
        {
            session.Connection.PauseReading();
            if (session.Frames.Count == 2) session.Connection.Close();
            else session.Connection.Self.Tell("resume");
        };
        _script.Message = (session, _) => session.Connection.ResumeReading();
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("a\nb\nc\n"u8);
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal("service-closed", Log.NextClosed().Reason);
            Assert.Equal(["a", "b"], _script.Frames);
            AssertBaseline();
        }
    }

    // Answers of 64 KiB to a hundred requests of one delivery would be far more than may wait to be sent.
    [Fact]
    public void While_an_answer_waits_to_be_sent_no_other_frame_is_given()
    {
        const int requests = 100;
        var answer = new string('x', 64 * 1024);
        UseSessions(_script.Service(Framing.LengthPrefixed(3, max: 1 << 17)));
        _script.Frame = session => session.WriteFrame($"{session.Frames[^1]}{answer}");
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send(Enumerable.Range(0, requests).SelectMany(i => (byte[])[0, 0, 1, (byte)i]).ToArray());
            peer.Shutdown(SocketShutdown.Send);
            var received = ReadToEnd(peer);
            Assert.Equal(requests * (4 + answer.Length), received.Length);
            for (var i = 0; i < requests; i++) Assert.Equal((char)i, received[(i * (4 + answer.Length)) + 3]);
            Assert.Equal("peer-finished", Log.NextClosed().Reason);
        }
    }

    [Fact]
    public void Frames_of_more_than_a_record_arrive_whole()
    {
        UseSessions(_script.Service(Framing.Delimiter("\0"u8, max: 1 << 17)));
        var frame = new string('x', 100_000);
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send(Encoding.ASCII.GetBytes($"{frame}\0{frame}\0"));
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal($"{frame}\0{frame}\0", ReadToEnd(peer));
        }
    }

    [Fact]
    public void What_is_too_long_ends_the_connection()
    {
        AssertProtocolError($"short\n{new string('x', 110)}", "short\n", "a frame is longer than 100 bytes");
    }

    [Fact]
    public void A_session_may_go_on_after_a_frame_that_is_too_long()
    {
        _script.Oversize = session => session.WriteFrame("too long");
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send(Encoding.ASCII.GetBytes($"one\n{new string('x', 200)}"));
            Expect(peer, "one\ntoo long\n");
            peer.Send("xxx\ntwo\n"u8);
            Expect(peer, "two\n");
        }
    }

    [Fact]
    public void A_length_that_makes_no_sense_ends_the_connection()
    {
        UseSessions(_script.Service(Framing.LengthPrefixed(2, max: 100, adjustment: -2)));
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send([0, 3, (byte)'a', 0, 1, 0, 3, (byte)'b']);
            peer.Shutdown(SocketShutdown.Send);
            var closed = Log.NextClosed();
            Assert.Equal(("protocol-error", "the length of a frame is less than it counts"), (closed.Reason, closed.Detail));
            Assert.Equal(["a"], _script.Frames);
        }
    }

    [Fact]
    public void An_end_within_a_frame_is_an_error_of_the_protocol()
    {
        AssertProtocolError("whole\nhal", "whole\n", "the peer completed its writes within a frame");
    }

    [Fact]
    public void A_session_may_take_what_came_of_the_last_frame()
    {
        _script.Incomplete = session => session.WriteFrame("incomplete");
        _script.PeerCompleted = session =>
        {
            session.WriteFrame(string.Join('+', session.Frames));
            session.Connection.CompleteWrites();
        };
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("whole\nhal"u8);
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal("whole\nincomplete\nwhole+rest hal\n", ReadToEnd(peer));
            Assert.Equal("peer-finished", Log.NextClosed().Reason);
        }
    }

    [Fact]
    public void Kept_frames_come_before_the_peers_end()
    {
        var (connection, peer) = ConnectPaused("a\nb\nc\n");
        using (peer)
        {
            _script.PeerCompleted = session =>
            {
                session.WriteFrame(string.Join('+', session.Frames));
                session.Connection.CompleteWrites();
            };
            peer.Shutdown(SocketShutdown.Send);
            connection.Tell("resume");
            Assert.Equal("a+b+c\n", ReadToEnd(peer));
        }
    }

    [Fact]
    public void Kept_frames_of_a_peer_that_has_left_are_given_all_the_same()
    {
        var (connection, peer) = ConnectPaused("a\nb\nc\n");

        // The loop looks at its sockets between turns, so that it has seen the reset after so many of them.
        _script.Message = (session, turn) =>
        {
            if ((int)turn < 1_000) session.Connection.Self.Tell((int)turn + 1);
            else session.Connection.ResumeReading();
        };
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();
        connection.Tell(1);

        Assert.Equal("peer-reset", Log.NextClosed().Reason);
        Assert.Equal(["a", "b", "c"], _script.Frames);
        AssertBaseline();
    }

    [Fact]
    public void A_session_without_a_framing_says_what_is_missing()
    {
        UseSessions(new Unframed());
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send("a\n"u8);
            var closed = Log.NextClosed();
            Assert.Equal("internal-error", closed.Reason);
            Assert.Contains("Session has no framing: have a FramedService make it", closed.Exception!.Message);
        }
    }

    private void AssertProtocolError(string sent, string received, string detail)
    {
        var (_, peer) = Connect();
        using (peer)
        {
            peer.Send(Encoding.ASCII.GetBytes(sent));
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal(received, ReadToEnd(peer));
            var closed = Log.NextClosed();
            Assert.Equal(("protocol-error", detail), (closed.Reason, closed.Detail));
            AssertBaseline();
        }
    }

    /// <summary>A connection whose session has paused within its first frame.</summary>
    private (IActorRef Connection, Socket Peer) ConnectPaused(string sent)
    {
        using var paused = new ManualResetEventSlim();
        _script.Frame = session =>
        {
            if (session.Frames.Count > 1) return;
            session.Connection.PauseReading();
            paused.Set();
        };
        _script.Message = (session, _) => session.Connection.ResumeReading();
        var (connection, peer) = Connect();
        peer.Send(Encoding.ASCII.GetBytes(sent));
        Assert.True(paused.Wait(TimeSpan.FromSeconds(30)), "No frame came.");
        return (connection, peer);
    }

    private sealed class Unframed : ISessionFactory
    {
        public Session CreateSession(IConnection connection) => new ScriptedFrames.Session(new ScriptedFrames());
    }
}
