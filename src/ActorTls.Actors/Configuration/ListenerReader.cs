using System.Collections.Immutable;
using System.Net;

namespace ActorTls.Configuration;

/// <summary>Reads <c>listeners.NAME</c>.</summary>
internal static class ListenerReader
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    // Linux keeps TCP_KEEPIDLE in seconds, up to this.
    private static readonly TimeSpan LongestKeepAlive = TimeSpan.FromSeconds(32_767);

    public static ListenerSettings Read(string name, SettingsSection section)
    {
        var address = ListenAddressReader.Read(section);
        var isPlaintext = !section.GetBoolean("tls");
        CheckNetwork(section, address, isPlaintext);
        var acceptsProxyHeader = section.GetWord("proxy-protocol", ("off", false), ("accept", true));
        return new ListenerSettings(
            name,
            section.Origin,
            address,
            section.GetInteger("backlog", 1, int.MaxValue),
            ReadPolicy(section, isPlaintext),
            section.GetText("service"),
            ReadTcp(section.GetSection("tcp")),
            ReadLimits(section.GetSection("limits")),
            ReadTimeouts(section.GetSection("timeouts")))
        {
            IsPlaintext = isPlaintext,
            AcceptsProxyHeader = acceptsProxyHeader,
            TrustedProxies = ReadTrustedProxies(section, address, acceptsProxyHeader),
            Routes = RouteReader.Read(section),
        };
    }

    /// <summary>Checks what listeners refer to, and that no two share an address.</summary>
    public static void Check(
        IEnumerable<ListenerSettings> listeners,
        IReadOnlyDictionary<string, PolicySettings> policies,
        IReadOnlySet<string> services,
        SettingsSection root)
    {
        var owners = new ListenAddressOwners();
        var isEmpty = true;
        var names = policies.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var listener in listeners)
        {
            isEmpty = false;
            CheckReference(listener.Policy, "policy", names, root.Report);
            CheckReference(listener.Service, "service", services, root.Report);
            foreach (var route in listener.Routes) CheckReference(route.Service, "service", services, root.Report);
            RouteReader.Check(listener, policies.GetValueOrDefault(listener.Policy.Value), root.Report);
            if (!IsDefinite(listener.Address)) continue;
            if (owners.Add(listener) is { } owner)
            {
                root.Report.Error(
                    listener.Origin,
                    $"{listener.Address}",
                    owner.Address == listener.Address
                        ? $"is the address of the listener '{owner.Name}' already"
                        : $"overlaps {owner.Address}, the address of the listener '{owner.Name}'{IPv6Hint(owner, listener)}");
            }
        }
        if (!isEmpty) return;
        const string Accepted = "at least one: listeners.NAME { port = …, policy = …, service = … }";

        // What is nowhere has no line to point to.
        var nowhere = new SettingOrigin("configuration", 0, 0, $"{root.Origin.Path}.listeners");
        root.Report.Error(nowhere, null, "holds no listener", Accepted);
    }

    private static string IPv6Hint(ListenerSettings one, ListenerSettings other) =>
        (one.Address, other.Address) is (ListenAddress.Ip first, ListenAddress.Ip second) &&
        first.EndPoint.AddressFamily != second.EndPoint.AddressFamily
            ? "; \"::\" is the IPv4 addresses too, unless ipv6-only = on"
            : "";

    private static Located<string> ReadPolicy(SettingsSection section, bool isPlaintext)
    {
        if (!isPlaintext) return section.GetText("policy");

        // What listeners fall back to is meant for the others; here it would be taken for protection.
        if (section.IsGivenHere("policy") && !section.IsTemplate)
            section.Error("policy", "has no effect: tls = off", "no policy, or tls = on");
        return new Located<string>("", section.OriginOf("policy"));
    }

    /// <summary>Plaintext is for this machine, unless it is said to be for the network.</summary>
    private static void CheckNetwork(SettingsSection section, ListenAddress address, bool isPlaintext)
    {
        const string Key = "allow-plaintext-network";
        var isAllowed = section.GetBoolean(Key);
        if (section.IsTemplate) return;

        if (!isPlaintext && isAllowed && section.IsGivenHere(Key))
            section.Report.Warning(section.OriginOf(Key), null, "has no effect: tls = on");
        if (!isPlaintext || isAllowed || address is not ListenAddress.Ip { EndPoint.Address: var ip }) return;
        if (IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.None)) return;
        section.Error(
            "address", "would take plaintext from the network: tls = off",
            $"a loopback address, a unix: address, or {Key} = on");
    }

    private static ImmutableArray<Located<string>> ReadTrustedProxies(
        SettingsSection section, ListenAddress address, bool acceptsProxyHeader)
    {
        const string Key = "trusted-proxies";
        var proxies = section.GetTexts(Key);
        if (section.IsTemplate) return proxies;

        // The mode of a unix: address decides who may connect.
        var isIp = address is ListenAddress.Ip;
        if (acceptsProxyHeader && isIp && proxies.IsEmpty && section.IsList(Key))
        {
            section.Error(
                "proxy-protocol", "needs to know whose headers count: trusted-proxies is empty",
                "trusted-proxies = [\"127.0.0.0/8\", …], IP addresses and networks");
        }
        if (!proxies.IsEmpty && section.IsGivenHere(Key) && !(acceptsProxyHeader && isIp))
        {
            section.Report.Warning(
                section.OriginOf(Key), null, isIp ? "has no effect: proxy-protocol = off" : "has no effect at a unix: address");
        }
        return proxies;
    }

    // Port 0 is another port for each listener. The report has an address that could not be read already.
    private static bool IsDefinite(ListenAddress address) => address switch
    {
        ListenAddress.Ip ip => ip.EndPoint.Port > 0 && !ip.EndPoint.Address.Equals(IPAddress.None),
        ListenAddress.Unix unix => unix.Path.Length > 0,
        _ => false,
    };

    /// <summary>Reports a reference that leads nowhere.</summary>
    internal static void CheckReference(
        Located<string> reference, string kind, IEnumerable<string> existing, ConfigurationReport report)
    {
        // As many as a message can hold.
        const int MostNamed = 50;
        if (reference.Value.Length == 0 || existing.Contains(reference.Value)) return;
        var named = existing.Take(MostNamed).ToList();
        report.Error(
            reference.Origin, reference.Value,
            $"is not the name of a {kind}{SettingsSection.DidYouMean(reference.Value, named)}",
            named.Count > 0 ? string.Join(", ", named) : $"there is no {kind} yet");
    }

    private static TcpSettings ReadTcp(SettingsSection section) => new(
        section.GetDurationOrOff("keepalive", TimeSpan.FromSeconds(1), LongestKeepAlive),
        section.GetBoolean("no-delay"));

    private static LimitSettings ReadLimits(SettingsSection section) => new(
        section.GetInteger("max-connections", 0, int.MaxValue),
        section.GetInteger("max-connections-per-address", 0, int.MaxValue),
        section.GetInteger("max-handshakes", 0, int.MaxValue));

    private static TimeoutSettings ReadTimeouts(SettingsSection section)
    {
        return new TimeoutSettings(
            Get("handshake"),
            Get("authentication"),
            Get("idle"),
            Get("lifetime"),
            Get("write"),
            Get("half-close"),
            Get("drain"),
            Get("close"));

        TimeSpan? Get(string key) => section.GetDurationOrOff(key, Shortest, Longest);
    }
}
