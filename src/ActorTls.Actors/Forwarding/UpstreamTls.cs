using System.Collections.Concurrent;
using ActorTls.Authentication;
using ActorTls.Connecting;
using ActorTls.Tls;

namespace ActorTls.Forwarding;

/// <summary>
/// TLS to the upstreams of a service: whom to trust, and which of those to talk to. Every connection is verified anew:
/// no session is resumed, since a resumption looks at no chain. Thread-safe.
/// </summary>
internal sealed class UpstreamTls(ITlsEngine engine, TlsClientPolicy policy, AuthorizationRules rules, string? serverName)
{
    // A context is one event loop's. They go when nobody refers to the service any more.
    private readonly ConcurrentDictionary<int, ITlsClientContext> _contexts = new();

    /// <summary>A channel that accepts no certificate but one of that upstream.</summary>
    /// <param name="loop">The number of the event loop that calls.</param>
    /// <param name="socket">The connected socket, which stays the caller's.</param>
    /// <param name="upstream">Where it was connected to.</param>
    public ITlsChannel CreateChannel(int loop, int socket, RemoteAddress upstream) =>
        _contexts.GetOrAdd(loop, static (_, tls) => tls.CreateContext(), this).CreateChannel(socket, serverName ?? upstream.Host!);

    /// <summary>Why a verified certificate is refused nevertheless; null when it is not.</summary>
    public string? Refuses(ITlsChannel channel)
    {
        try
        {
            if (channel.GetPeerCertificate() is not { } certificate) return "no certificate";
            var identity = PeerIdentity.FromServerCertificate(certificate);
            var decision = rules.Decide(identity);
            return decision.Admitted ? null : $"{decision.Detail} ({identity.LogName})";
        }
        catch (InvalidCertificateException invalid)
        {
            return invalid.Message;
        }
    }

    private ITlsClientContext CreateContext() => engine.CreateClientContext(policy);
}
