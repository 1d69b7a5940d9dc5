using System.Collections.Immutable;
using System.Net;
using ActorTls.Authentication;
using ActorTls.Configuration;

namespace ActorTls.ProxyProtocol;

/// <summary>Whose headers count on a listener. Immutable and thread-safe.</summary>
internal sealed class TrustedProxies
{
    private readonly ImmutableArray<AddressPattern> _patterns;

    private TrustedProxies(ImmutableArray<AddressPattern> patterns) => _patterns = patterns;

    /// <summary>
    /// Compiles <c>trusted-proxies</c>; null when a value is not valid, which goes into <paramref name="report"/>.
    /// </summary>
    public static TrustedProxies? Compile(ImmutableArray<Located<string>> settings, ConfigurationReport report)
    {
        var patterns = ImmutableArray.CreateBuilder<AddressPattern>(settings.Length);
        foreach (var (text, origin) in settings)
        {
            if (AddressPattern.TryParseForPeers(text, out var pattern, out var problem)) patterns.Add(pattern);
            else if (text.Length > 0) report.Error(origin, text, problem, "such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32");
        }
        return patterns.Count == settings.Length ? new TrustedProxies(patterns.MoveToImmutable()) : null;
    }

    /// <summary>
    /// Whether a header from there counts. Null is a Unix domain socket: the permissions of its file have decided already
    /// who may connect.
    /// </summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null) return true;
        foreach (var pattern in _patterns)
        {
            if (pattern.MatchesPeer(address)) return true;
        }
        return false;
    }
}
