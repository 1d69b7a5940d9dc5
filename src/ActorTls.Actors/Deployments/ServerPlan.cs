using ActorTls.Listening;
using ActorTls.Sessions;

namespace ActorTls.Deployments;

/// <summary>What a server is made with.</summary>
/// <param name="Services">What the listeners share.</param>
/// <param name="Resources">Keeps what deployments have made and not published. It outlives the server's actor.</param>
/// <param name="Host">What services are started with.</param>
/// <param name="Ended">Called once the server has ended, with the number of connections that were cut by its drain.</param>
internal sealed record ServerPlan(ListenerServices Services, PreparedResources Resources, ServiceHost Host, Action<int> Ended);
