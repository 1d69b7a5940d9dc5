using Akka.Actor;
using Akka.Event;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>A message that a connection does not know, from whatever actor of the application, harms no connection.</summary>
public sealed class ForeignMessageTests : ConnectionFixture
{
    [Theory]
    [InlineData("accepted")]
    [InlineData("handshaking")]
    [InlineData("authenticating")]
    [InlineData("closing")]
    public void It_is_unhandled_in_any_phase_without_a_session(string phase)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var (connection, peer) = ConnectInto(phase);
        using (peer)
        {
            connection.Tell("what is this");
            Assert.Equal("what is this", FishForMessage<UnhandledMessage>(message => message.Recipient.Equals(connection), TimeSpan.FromSeconds(30)).Message);
            Assert.Null(Log.TryNextClosed());
            AwaitPhase(phase);
        }
    }

    [Fact]
    public void It_is_the_session_s_where_there_is_one()
    {
        var received = new System.Collections.Concurrent.BlockingCollection<object>();
        Sessions.Message = (_, message) => received.Add(message);
        var (connection, peer) = ConnectInto("established");
        using (peer)
        {
            connection.Tell("for the session");
            Assert.True(received.TryTake(out var message, TimeSpan.FromSeconds(30)));
            Assert.Equal("for the session", message);
        }
    }
}
