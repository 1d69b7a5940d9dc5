using ActorTls.Connections;
using ActorTls.EventLoop;
using Akka.Actor;

namespace ActorTls.Listening;

/// <summary>Makes connection actors without reflection.</summary>
internal sealed class ConnectionProps(
    ConnectionEnvironment environment, ConnectionTerms terms, int socket, PeerAddress peer) : IIndirectActorProducer
{
    /// <summary>
    /// The props of an actor for a connected socket, on the event loop of its environment, which this must be called on: the
    /// connection is accepted on the terms of this moment.
    /// </summary>
    public static Props Create(ConnectionEnvironment environment, int socket, PeerAddress peer) =>
        Props.CreateBy(new ConnectionProps(environment, environment.Terms.Current, socket, peer))
            .WithDispatcher(IoDispatchers.Name(environment.Worker.Index));

    public Type ActorType => typeof(ConnectionActor);

    public ActorBase Produce() => new ConnectionActor(environment, terms, socket, peer);

    public void Release(ActorBase actor) { }
}
