using Akka.Actor.Setup;

namespace ActorTls.EventLoops;

/// <summary>Hands the loops to the dispatchers of an actor system.</summary>
/// <param name="group">Stays its creator's, who disposes of it after the system has terminated.</param>
internal sealed class EventLoopsSetup(EventLoopGroup group) : Setup
{
    /// <summary>The loops.</summary>
    public EventLoopGroup Group { get; } = group;
}
