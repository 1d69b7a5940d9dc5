using System.Collections.Immutable;
using System.Net;
using ActorTls.Configuration;
using ActorTls.Connecting;
using ActorTls.Tls.ServerNames;

namespace ActorTls.Forwarding;

/// <summary>Reads <c>services.NAME</c> of type <c>forward</c>.</summary>
internal static class ForwardSettingsReader
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public static ForwardSettings Read(SettingsSection section)
    {
        var upstreams = ReadUpstreams(section);
        var tls = ReadTls(section.GetSection("tls"));
        var allowsPlaintext = section.GetBoolean("allow-plaintext-network");
        if (!tls.Enabled && !allowsPlaintext) ReportNetworks(upstreams, section.Report);
        if (tls is { Enabled: true, ServerName: null }) ReportNameless(upstreams, section.Report);
        return new ForwardSettings(
            section.Origin.Path[(section.Origin.Path.LastIndexOf('.') + 1)..],
            section.Origin,
            upstreams,
            section.GetWord(
                "balance", ("round-robin", Balance.RoundRobin), ("least-connections", Balance.LeastConnections), ("first", Balance.First)),
            section.GetDuration("connect-timeout", Shortest, Longest),
            tls,
            section.GetWord(
                "proxy-protocol", ("off", ProxyProtocolVersion.Off), ("v1", ProxyProtocolVersion.V1), ("v2", ProxyProtocolVersion.V2)),
            ReadPassive(section.GetSection("health").GetSection("passive")),
            allowsPlaintext);
    }

    private static ImmutableArray<Located<RemoteAddress>> ReadUpstreams(SettingsSection section)
    {
        const string Key = "upstreams";
        if (!section.Has(Key))
        {
            if (!section.IsTemplate) section.Error(Key, "is missing", $"[{RemoteAddress.Accepted}, …]");
            return [];
        }
        var texts = section.GetTexts(Key);
        if (texts.IsEmpty && section.IsList(Key)) section.Error(Key, "is empty", $"[{RemoteAddress.Accepted}, …]");

        var upstreams = ImmutableArray.CreateBuilder<Located<RemoteAddress>>();
        foreach (var (text, origin) in texts)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;   // Told already.
            var address = RemoteAddress.TryParse(text, path => section.Resolve(Key, path), out var problem);
            if (address is null) section.Report.Error(origin, text, problem, RemoteAddress.Accepted);
            else if (upstreams.Any(known => known.Value == address)) section.Report.Error(origin, text, "is named twice");
            else upstreams.Add(new Located<RemoteAddress>(address, origin));
        }
        return upstreams.ToImmutable();
    }

    private static void ReportNetworks(ImmutableArray<Located<RemoteAddress>> upstreams, ConfigurationReport report)
    {
        foreach (var (address, origin) in upstreams.Where(upstream => !upstream.Value.IsLocal))
        {
            report.Error(
                origin, address.ToString(), "is not on this machine, and plaintext would go over the network",
                "tls.enabled = on, a loopback address, unix:, or allow-plaintext-network = on");
        }
    }

    private static void ReportNameless(ImmutableArray<Located<RemoteAddress>> upstreams, ConfigurationReport report)
    {
        foreach (var (address, origin) in upstreams.Where(upstream => upstream.Value.Host is null))
            report.Error(origin, address.ToString(), "has no host name that its certificate could have", "tls.server-name = \"name\" beside it");
    }

    private static UpstreamTlsSettings ReadTls(SettingsSection section)
    {
        var enabled = section.GetBoolean("enabled");
        var settings = new UpstreamTlsSettings(
            enabled, section.GetOptionalText("policy"), ReadTrust(section, enabled), ReadServerName(section),
            AuthorizationReader.ReadRules(section, "allow"));
        if (!enabled && !section.IsTemplate) ReportUnused(section);
        return settings;
    }

    private static ServerTrustSettings ReadTrust(SettingsSection section, bool enabled)
    {
        const string Key = "server-ca";
        var origin = section.OriginOf(Key);
        var lists = section.GetFiles("server-crl");
        if (!section.Has(Key))
        {
            if (enabled && !section.IsTemplate) section.Error(Key, "is missing: an upstream is always verified", "[\"file\", …]");
            return new ServerTrustSettings([], lists, origin);
        }
        var files = section.GetFiles(Key);
        if (files.IsEmpty && section.IsList(Key)) section.Error(Key, "is empty: an upstream is always verified", "[\"file\", …]");
        return new ServerTrustSettings(files, lists, origin);
    }

    private static Located<string>? ReadServerName(SettingsSection section)
    {
        if (section.GetOptionalText("server-name") is not { } name) return null;
        var isName = IPAddress.TryParse(name.Value, out _) || ServerNamePattern.Parse(name.Value) is [not '*', ..];
        if (!isName && name.Value.Length > 0) section.Error("server-name", "is neither a host name nor an IP address");
        return name;
    }

    // Who writes these means TLS; that it is off must not go unnoticed.
    private static void ReportUnused(SettingsSection section)
    {
        foreach (var key in (string[])["policy", "server-ca", "server-crl", "server-name", "allow"])
        {
            if (!section.IsGivenHere(key)) continue;
            if (section.IsGivenHere("enabled")) section.Report.Warning(section.OriginOf(key), null, "has no effect: tls.enabled = off");
            else section.Error(key, "is given, but TLS to the upstreams is not", "enabled = on beside it, or enabled = off to keep it for later");
        }
    }

    private static PassiveHealthSettings ReadPassive(SettingsSection section) => new(
        section.GetInteger("failures", 1, 1_000_000), section.GetDuration("retry-after", Shortest, Longest));
}
