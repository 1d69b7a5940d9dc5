using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Forwarding;

/// <summary><c>services.NAME</c> of type <c>forward</c>, as parsed: no file is read yet.</summary>
internal sealed record ForwardSettings(
    string Name,
    SettingOrigin Origin,
    ImmutableArray<Located<UpstreamAddress>> Upstreams,
    Balance Balance,
    TimeSpan ConnectTimeout,
    UpstreamTlsSettings Tls,
    ProxyProtocolVersion ProxyProtocol,
    PassiveHealthSettings PassiveHealth,
    bool AllowPlaintextNetwork) : IClientPolicyUser
{
    public IEnumerable<Located<string>> ClientPolicies => Tls.Policy is { } policy ? [policy] : [];
}

/// <summary>How connections are spread over the upstreams.</summary>
internal enum Balance
{
    /// <summary>Each in its turn.</summary>
    RoundRobin,

    /// <summary>The one with the fewest open connections.</summary>
    LeastConnections,

    /// <summary>The first; the next ones are spares, in order.</summary>
    First,
}

/// <summary>Which PROXY protocol header an upstream gets before anything else.</summary>
internal enum ProxyProtocolVersion { Off, V1, V2 }

/// <summary><c>tls</c>.</summary>
/// <param name="Enabled">Whether the upstreams are spoken to in TLS.</param>
/// <param name="Policy">The policy by name; null for the defaults, without a certificate of our own.</param>
/// <param name="Trust">Whom to trust.</param>
/// <param name="ServerName">The name that the certificate must have; null for the upstream's own.</param>
/// <param name="Allow">Rules, any of which admits a certificate that verifies; none = all such.</param>
internal sealed record UpstreamTlsSettings(
    bool Enabled, Located<string>? Policy, ServerTrustSettings Trust, Located<string>? ServerName,
    ImmutableArray<AuthorizationRuleSettings> Allow);

/// <summary><c>health.passive</c>.</summary>
/// <param name="Failures">So many failures to connect, one after the other, mark an upstream down.</param>
/// <param name="RetryAfter">Then it is tried again.</param>
internal sealed record PassiveHealthSettings(int Failures, TimeSpan RetryAfter);
