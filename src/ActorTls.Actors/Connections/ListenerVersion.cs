using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.ProxyProtocol;
using ActorTls.Sessions;

namespace ActorTls.Connections;

/// <summary>
/// What a listener offers from one deployment to the next: immutable data, the same for all event loops. A connection takes all
/// of it from one version, so that a client that met the rules of one version never gets the service of another.
/// </summary>
/// <param name="Settings">The listener's settings.</param>
/// <param name="Authorizer">Decides who is let in.</param>
/// <param name="Sessions">Makes the sessions of the listener's service, or of the services that its routes choose.</param>
/// <param name="Proxies">Whose PROXY protocol headers count; null where connections begin without one.</param>
internal sealed record ListenerVersion(
    ListenerSettings Settings, IAuthorizer Authorizer, ISessionFactory Sessions, TrustedProxies? Proxies)
{
    /// <summary>The number of the deployment that put it in force; 0 before that.</summary>
    public int Number { get; init; }

    /// <summary>Whether there is no TLS: a connection begins before its peer has sent a byte.</summary>
    public bool IsPlaintext => Settings.IsPlaintext;

    /// <summary>How long anything may take.</summary>
    public TimeoutSettings Timeouts => Settings.Timeouts;

    /// <summary>
    /// Idle time before the first keepalive probe of a socket that a service opens; an accepted socket has it from the listening
    /// socket. Null = no probes.
    /// </summary>
    public TimeSpan? KeepAlive => Settings.Tcp.KeepAlive;
}
