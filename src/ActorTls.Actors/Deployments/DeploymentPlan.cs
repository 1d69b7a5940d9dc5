using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.ProxyProtocol;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Deployments;

/// <summary>A listener as validated: everything it needs but the sockets.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Sessions">Makes the sessions of its service, or of those that its routes choose.</param>
/// <param name="Proxies">Whose PROXY protocol headers count; null where connections begin without one.</param>
internal sealed record ListenerPlan(ListenerSettings Settings, ISessionFactory Sessions, TrustedProxies? Proxies);

/// <summary>A policy as validated.</summary>
/// <param name="Tls">Certificates, suites and trust.</param>
/// <param name="Authorizer">Decides who is let in.</param>
internal sealed record PolicyPlan(TlsPolicy Tls, IAuthorizer Authorizer);

/// <summary>A whole configuration as validated.</summary>
/// <param name="Listeners">The listeners there are to be.</param>
/// <param name="Policies">The policies they refer to, by name.</param>
/// <param name="Engine">The TLS library that has loaded them.</param>
internal sealed record DeploymentPlan(
    IReadOnlyCollection<ListenerPlan> Listeners, IReadOnlyDictionary<string, PolicyPlan> Policies, ITlsEngine Engine);
