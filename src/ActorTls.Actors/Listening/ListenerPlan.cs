using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Listening;

/// <summary>A listener as validated: everything it needs but the sockets.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Sessions">Makes the sessions of its service.</param>
internal sealed record ListenerPlan(ListenerSettings Settings, ISessionFactory Sessions);

/// <summary>A policy as validated.</summary>
/// <param name="Tls">Certificates, suites and trust.</param>
/// <param name="Authorizer">Decides who is let in.</param>
internal sealed record PolicyPlan(TlsPolicy Tls, IAuthorizer Authorizer);

/// <summary>What the <see cref="PolicyActor"/> hands to a listener: the policy in force, ready for its event loops.</summary>
/// <param name="Contexts">One for each event loop; the policy actor's.</param>
/// <param name="Authorizer">Decides who is let in.</param>
internal sealed record ListenerPolicy(IReadOnlyList<ITlsServerContext> Contexts, IAuthorizer Authorizer);
