using ActorTls.EventLoops;
using Akka.Hosting;

namespace ActorTls.Hosting;

/// <summary>Adds ActorTls to an actor system that Akka.Hosting configures.</summary>
public static class AkkaHostingExtensions
{
    /// <summary>
    /// Runs a server in this actor system, under <c>/user/actor-tls</c>, with a dispatcher for each of its event loops.
    /// The server belongs to the caller, who disposes of it after the actor system has terminated.
    /// </summary>
    public static AkkaConfigurationBuilder WithActorTls(this AkkaConfigurationBuilder builder, ActorTlsServer server)
    {
        builder.AddSetup(new EventLoopsSetup(server.EventLoops));
        builder.AddHocon(IoDispatchers.Config(server.EventLoops.All.Count), HoconAddMode.Append);
        builder.WithActors((system, _) => server.Start(system));
        return builder;
    }
}
