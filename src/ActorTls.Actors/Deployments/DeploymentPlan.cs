using ActorTls.Connections;
using ActorTls.Tls;

namespace ActorTls.Deployments;

/// <summary>A whole configuration as validated.</summary>
/// <param name="Listeners">All listeners of the configuration.</param>
/// <param name="Policies">The policies that the listeners' settings name, by name.</param>
/// <param name="Engine">The TLS library that has loaded the policies.</param>
internal sealed record DeploymentPlan(
    IReadOnlyCollection<ListenerVersion> Listeners, IReadOnlyDictionary<string, TlsPolicy> Policies, ITlsEngine Engine);
