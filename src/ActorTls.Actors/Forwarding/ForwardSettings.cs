using System.Collections.Immutable;
using ActorTls.Configuration;
using ActorTls.Connecting;

namespace ActorTls.Forwarding;

/// <summary><c>services.NAME</c> of type <c>forward</c>, as parsed: no file is read yet.</summary>
internal sealed record ForwardSettings(
    string Name,
    SettingOrigin Origin,
    ImmutableArray<Located<RemoteAddress>> Upstreams,
    Balance Balance,
    TimeSpan ConnectTimeout,
    UpstreamTlsSettings Tls,
    ProxyProtocolVersion ProxyProtocol,
    PassiveHealthSettings PassiveHealth,
    bool AllowPlaintextNetwork) : IClientPolicyUser
{
    public IEnumerable<Located<string>> ClientPolicies => Tls.Policy is { } policy ? [policy] : [];
}
