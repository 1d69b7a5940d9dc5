using ActorTls.Connections;
using ActorTls.EventLoops;
using Akka.Actor;

namespace ActorTls.Listening;

/// <summary>
/// Makes connection actors without reflection. An actor keeps its props for as long as it lives, so all connection actors of an acceptor
/// share one. The accepted sockets wait here until the actors are made, soon after: it does not matter which actor gets which
/// connection. Belongs to the event loop of its environment.
/// </summary>
internal sealed class ConnectionProducer : IIndirectActorProducer
{
    private readonly ConnectionEnvironment _environment;
    private readonly Queue<Accepted> _accepted = new();

    public ConnectionProducer(ConnectionEnvironment environment)
    {
        _environment = environment;
        Props = Props.CreateBy(this).WithDispatcher(IoDispatchers.Name(environment.Loop.Index));
    }

    /// <summary>The props of all connection actors of an acceptor. Each actor that is made with it takes one added connection.</summary>
    public Props Props { get; }

    public Type ActorType => typeof(ConnectionActor);

    /// <summary>Adds a connected socket, which the next actor owns.</summary>
    /// <param name="version">The version of the listener that accepted it.</param>
    /// <param name="socket">A non-blocking descriptor.</param>
    /// <param name="peer">The address that the kernel reports for the peer.</param>
    public void Add(ListenerVersion version, int socket, PeerAddress peer) => _accepted.Enqueue(new Accepted(version, socket, peer));

    public ActorBase Produce()
    {
        var accepted = _accepted.Dequeue();
        return new ConnectionActor(_environment, accepted.Version, accepted.Socket, accepted.Peer);
    }

    public void Release(ActorBase actor) { }

    private readonly record struct Accepted(ListenerVersion Version, int Socket, PeerAddress Peer);
}
