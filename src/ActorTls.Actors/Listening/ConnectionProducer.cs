using ActorTls.Connections;
using ActorTls.EventLoops;
using Akka.Actor;

namespace ActorTls.Listening;

/// <summary>
/// Makes connection actors without reflection. An actor keeps its props for as long as it lives, so all of an acceptor share
/// one, and what is different about them waits here until they are made, soon after: it does not matter which actor gets
/// which connection. Belongs to the event loop of its environment.
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

    /// <summary>To be used for as many actors as connections are added.</summary>
    public Props Props { get; }

    public Type ActorType => typeof(ConnectionActor);

    /// <summary>Adds a connected socket, which was accepted by this version of the listener.</summary>
    public void Add(ListenerVersion version, int socket, PeerAddress peer) => _accepted.Enqueue(new Accepted(version, socket, peer));

    public ActorBase Produce()
    {
        var accepted = _accepted.Dequeue();
        return new ConnectionActor(_environment, accepted.Version, accepted.Socket, accepted.Peer);
    }

    public void Release(ActorBase actor) { }

    private readonly record struct Accepted(ListenerVersion Version, int Socket, PeerAddress Peer);
}
