using ActorTls.Connections;
using Akka.Dispatch;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>What can be seen of a connection from its acceptance on, and after its end.</summary>
public sealed class ConnectionSnapshotTests : ConnectionFixture
{
    [Theory]
    [InlineData("accepted")]
    [InlineData("handshaking")]
    [InlineData("authenticating")]
    [InlineData("established")]
    [InlineData("closing")]
    public void A_connection_is_listed_in_every_phase_and_its_ending_after_that(string phase)
    {
        var (connection, peer) = ConnectInto(phase);
        using (peer)
        {
            var seen = Assert.Single(OnLoop(List));
            Assert.Equal(phase, seen.Phase.Name());
            Assert.Equal(("test", peer.LocalEndPoint!.ToString(), peer.RemoteEndPoint!.ToString()), (seen.Listener, seen.Peer, seen.Local));
            Assert.Equal(phase == "accepted" ? null : "TLSv1.3", seen.TlsVersion);
            Assert.Equal(phase == "accepted" ? null : "host.example", seen.ServerName);
            Assert.InRange(seen.Since, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddSeconds(1));

            connection.Tell(new CutConnection(ActorTls.Sessions.CloseReason.Draining), Akka.Actor.ActorRefs.NoSender);
            var logged = Log.NextClosed();
            var ending = OnLoop(() => Environment.Endings.At(0))!;
            Assert.Equal(logged.Fields["connection"], seen.Id);
            Assert.Equal(
                (seen.Id, logged.Reason, logged.Detail, logged.Phase),
                (ending.Connection.Id, ActorTls.Sessions.CloseReasons.Name(ending.Reason), ending.Detail, ending.Connection.Phase.Name()));
            Assert.Equal(
                (logged.Fields["peer"], logged.Fields["tls_version"], logged.Fields["server_name"], logged.Fields["bytes_in"], logged.Fields["bytes_out"]),
                (ending.Connection.Peer, ending.Connection.TlsVersion, ending.Connection.ServerName, ending.Connection.BytesIn, ending.Connection.BytesOut));
            Assert.Null(ending.Connection.Local);
            Assert.Equal(phase is "established" ? 0 : 1, OnLoop(() => Environment.Endings.Failures.Read()).Length);
        }
        AssertBaseline();
    }

    [Fact]
    public void A_snapshot_has_what_moved_so_far_and_what_the_service_has_added()
    {
        Sessions.Established = connection => connection.Tags = [new("upstream", "db-1")];
        var (_, peer) = ConnectInto("established");
        using (peer)
        {
            Expect(peer, "hello");
            var first = Assert.Single(OnLoop(List));
            peer.Send("again"u8);
            Expect(peer, "again");

            var seen = Assert.Single(OnLoop(List));
            Assert.Equal((5, 5, 10, 10), (first.BytesIn, first.BytesOut, seen.BytesIn, seen.BytesOut));
            Assert.Equal("db-1", Assert.Single(seen.Tags).Value);
            Assert.True(seen.Duration >= first.Duration);
        }
    }

    private List<ConnectionSnapshot> List()
    {
        var all = new List<ConnectionSnapshot>();
        for (var next = Environment.Registry.FindNext(0); next is not null; next = Environment.Registry.FindNext(next.Id))
            all.Add(next.CreateSnapshot(DateTimeOffset.UtcNow, withLocal: true));
        return all;
    }

    private T OnLoop<T>(Func<T> read)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Environment.Loop.Execute(new ActionRunnable(() =>
        {
            try
            {
                result.SetResult(read());
            }
            catch (Exception failure)
            {
                result.SetException(failure);
            }
        }));
        Assert.True(result.Task.Wait(TimeSpan.FromSeconds(30)), "The event loop does not answer.");
        return result.Task.Result;
    }
}
