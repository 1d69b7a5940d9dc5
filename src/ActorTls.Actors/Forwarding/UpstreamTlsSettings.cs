using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Forwarding;

/// <summary><c>tls</c>.</summary>
/// <param name="Enabled">Whether the upstreams are spoken to in TLS.</param>
/// <param name="Policy">The policy by name; null for the defaults, without a certificate of our own.</param>
/// <param name="Trust">Whom to trust.</param>
/// <param name="ServerName">The name that the certificate must have; null for the upstream's own.</param>
/// <param name="Allow">Rules, any of which admits a certificate that verifies; none = all such.</param>
internal sealed record UpstreamTlsSettings(
    bool Enabled, Located<string>? Policy, ServerTrustSettings Trust, Located<string>? ServerName,
    ImmutableArray<AuthorizationRuleSettings> Allow);
