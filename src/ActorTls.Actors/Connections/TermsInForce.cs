using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.ProxyProtocol;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Connections;

/// <summary>
/// The terms that a listener offers at one time, as one worker uses them. A connection takes all of them from one version:
/// whoever met the rules of one never gets the service of another.
/// </summary>
/// <param name="Tls">Makes the TLS state of a connection.</param>
/// <param name="Authorizer">Decides who is let in.</param>
/// <param name="Sessions">Makes the data phase of a connection.</param>
/// <param name="Timeouts">How long anything may take.</param>
internal sealed record ConnectionTerms(
    ITlsServerContext Tls, IAuthorizer Authorizer, ISessionFactory Sessions, TimeoutSettings Timeouts)
{
    /// <summary>Whose PROXY protocol headers count; null where connections begin without one.</summary>
    public TrustedProxies? Proxies { get; init; }

    /// <summary>
    /// Idle time before the first keepalive probe of a socket that a service opens; what is accepted has it from the socket
    /// that was listened on. Null = no probes.
    /// </summary>
    public TimeSpan? KeepAlive { get; init; }
}

/// <summary>
/// The terms of new handshakes of one worker. A handshake that has begun keeps those it began with. Owns the TLS context.
/// Belongs to the worker's event loop, but for <see cref="Dispose"/>, which comes after the last connection's end.
/// </summary>
internal sealed class TermsInForce(ConnectionTerms terms) : IDisposable
{
    /// <summary>To be taken once when a connection is accepted, and once more when its handshake begins.</summary>
    public ConnectionTerms Current { get; private set; } = terms;

    /// <summary>Puts other terms in force. Connections keep alive what they still need of the last ones.</summary>
    public void Replace(ConnectionTerms next)
    {
        var last = Current;
        Current = next;
        last.Tls.Dispose();
    }

    public void Dispose() => Current.Tls.Dispose();
}
