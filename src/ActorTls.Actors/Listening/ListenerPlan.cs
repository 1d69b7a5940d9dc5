using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.Connections;
using ActorTls.ProxyProtocol;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Listening;

/// <summary>A listener as validated: everything it needs but the sockets.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Sessions">Makes the sessions of its service, or of those that its routes choose.</param>
/// <param name="Proxies">Whose PROXY protocol headers count; null where connections begin without one.</param>
internal sealed record ListenerPlan(ListenerSettings Settings, ISessionFactory Sessions, TrustedProxies? Proxies = null);

/// <summary>A policy as validated.</summary>
/// <param name="Tls">Certificates, suites and trust.</param>
/// <param name="Authorizer">Decides who is let in.</param>
internal sealed record PolicyPlan(TlsPolicy Tls, IAuthorizer Authorizer);

/// <summary>What the <see cref="PolicyActor"/> hands to a listener: the policy in force, ready for its event loops.</summary>
/// <param name="Contexts">One for each event loop; the listener's.</param>
/// <param name="Authorizer">Decides who is let in.</param>
internal sealed record ListenerPolicy(IReadOnlyList<ITlsServerContext> Contexts, IAuthorizer Authorizer)
{
    /// <summary>That of a listener without TLS.</summary>
    public static ListenerPolicy Plaintext(int workers) =>
        new([.. Enumerable.Repeat(PlaintextContext.Instance, workers)], AuthorizationRules.AnonymousOnly);

    /// <summary>Told by each worker that uses it; null for a listener's first.</summary>
    public PolicyRollout? Rollout { get; init; }

    /// <summary>What one event loop uses.</summary>
    public HandshakePolicy For(int worker) => new(Contexts[worker], Authorizer);
}

/// <summary>Counts the workers that have taken a new version of their policy. Thread-safe.</summary>
/// <param name="workers">How many are to take it.</param>
/// <param name="completed">Completed by the last one.</param>
internal sealed class PolicyRollout(int workers, TaskCompletionSource completed)
{
    private int _left = workers;

    /// <summary>A worker has taken it, or is about to end.</summary>
    public void Taken()
    {
        if (Interlocked.Decrement(ref _left) == 0) completed.TrySetResult();
    }
}
