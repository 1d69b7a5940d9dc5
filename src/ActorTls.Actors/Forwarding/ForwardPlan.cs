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
    public void Start(ServiceHost host)
    {
        var metrics = host.Shared(meter => new UpstreamMetrics(meter));
        foreach (var upstream in Upstreams.Upstreams) upstream.Start(metrics, host.Logger);
    }

    public Session CreateSession(IConnection connection) => new ForwardSession(this, connection);
}
