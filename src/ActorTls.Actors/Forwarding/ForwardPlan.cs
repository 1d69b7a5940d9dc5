using ActorTls.Connections;
using ActorTls.Sessions;

namespace ActorTls.Forwarding;

/// <summary>A forward service as validated, shared by all its connections. Thread-safe.</summary>
/// <param name="Upstreams">Where to.</param>
/// <param name="Tls">TLS to the upstreams; null for plaintext.</param>
/// <param name="ConnectTimeout">For all of connecting, whatever is tried.</param>
/// <param name="ProxyProtocol">The header that an upstream gets first.</param>
/// <param name="AllowsPlaintextNetwork">Whether plaintext may leave this machine.</param>
internal sealed record ForwardPlan(
    UpstreamGroup Upstreams, UpstreamTls? Tls, TimeSpan ConnectTimeout, ProxyProtocolVersion ProxyProtocol, bool AllowsPlaintextNetwork)
    : ISessionFactory
{
    public Session CreateSession(IConnection connection) => new ForwardSession(this, (IEventLoopConnection)connection);
}
