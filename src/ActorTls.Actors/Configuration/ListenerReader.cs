using System.Net;

namespace ActorTls.Configuration;

/// <summary>Reads <c>listeners.NAME</c>.</summary>
internal static class ListenerReader
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    // Linux keeps TCP_KEEPIDLE in seconds, up to this.
    private static readonly TimeSpan LongestKeepAlive = TimeSpan.FromSeconds(32_767);

    public static ListenerSettings Read(string name, SettingsSection section) => new(
        name,
        section.Origin,
        ListenAddressReader.Read(section),
        section.GetInteger("backlog", 1, int.MaxValue),
        section.GetText("policy"),
        section.GetText("service"),
        ReadTcp(section.GetSection("tcp")),
        ReadLimits(section.GetSection("limits")),
        ReadTimeouts(section.GetSection("timeouts")));

    /// <summary>Checks what listeners refer to, and that no two share an address.</summary>
    public static void Check(
        IEnumerable<ListenerSettings> listeners,
        IReadOnlySet<string> policies,
        IReadOnlySet<string> services,
        SettingsSection root)
    {
        var owners = new Dictionary<ListenAddress, string>();
        var isEmpty = true;
        foreach (var listener in listeners)
        {
            isEmpty = false;
            CheckReference(listener.Policy, "policy", policies, root.Report);
            CheckReference(listener.Service, "service", services, root.Report);
            if (!IsDefinite(listener.Address)) continue;
            if (!owners.TryAdd(listener.Address, listener.Name))
            {
                root.Report.Error(
                    listener.Origin,
                    $"{listener.Address}",
                    $"is the address of the listener '{owners[listener.Address]}' already");
            }
        }
        if (!isEmpty) return;
        const string Accepted = "at least one: listeners.NAME { port = …, policy = …, service = … }";

        // What is nowhere has no line to point to.
        var nowhere = new SettingOrigin("configuration", 0, 0, $"{root.Origin.Path}.listeners");
        root.Report.Error(nowhere, null, "holds no listener", Accepted);
    }

    // Port 0 is another port for each, and an address that could not be read is told already.
    private static bool IsDefinite(ListenAddress address) => address switch
    {
        ListenAddress.Ip ip => ip.EndPoint.Port > 0 && !ip.EndPoint.Address.Equals(IPAddress.None),
        ListenAddress.Unix unix => unix.Path.Length > 0,
        _ => false,
    };

    /// <summary>Reports a reference that leads nowhere.</summary>
    internal static void CheckReference(
        Located<string> reference, string kind, IReadOnlySet<string> existing, ConfigurationReport report)
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
