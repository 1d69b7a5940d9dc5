using System.Collections.Immutable;
using System.Text;

namespace ActorTls.Configuration;

/// <summary>Reads <c>routes</c> of a listener, and checks them against what they refer to.</summary>
internal static class RouteReader
{
    private const string Key = "routes";
    private const string AcceptedConditions = "one or more of server-name, alpn, identity";

    public static ImmutableArray<RouteSettings> Read(SettingsSection section) =>
        [.. section.GetSections(Key).Select(ReadEntry)];

    /// <summary>Checks what depends on several entries.</summary>
    /// <param name="listener">The listener of the routes.</param>
    /// <param name="policy">The listener's policy; null when it has none, or names one that does not exist.</param>
    /// <param name="report">Gets every problem.</param>
    public static void Check(ListenerSettings listener, PolicySettings? policy, ConfigurationReport report)
    {
        var routes = listener.Routes;
        if (listener.IsPlaintext && !routes.IsEmpty)
        {
            report.Error(
                routes[0].Origin, null, "has nothing to go by: tls = off tells no server name, no protocol and no identity",
                "no routes, or tls = on");
            return;
        }
        for (var i = 0; i < routes.Length; i++)
        {
            var covering = routes.Take(i).FirstOrDefault(earlier => earlier.Covers(routes[i]));
            if (covering is not null)
            {
                var place = covering.Origin.Line > 0 ? $"line {covering.Origin.Line}, column {covering.Origin.Column}" : covering.Origin.Path;
                report.Warning(routes[i].Origin, null, $"is never reached: the route at {place} takes whatever meets its conditions");
            }
            if (policy is not null) CheckAgainst(policy, routes[i], report);
        }
    }

    private static RouteSettings ReadEntry(SettingsSection entry)
    {
        var serverName = entry.GetOptionalText("server-name");
        if (serverName is { Value.Length: > 0 } name && !PolicyReader.IsServerName(name.Value))
            entry.Report.Error(name.Origin, name.Value, "is not a server name", PolicyReader.AcceptedServerNames);

        var alpn = entry.GetOptionalText("alpn");
        if (alpn is { } protocol && Encoding.UTF8.GetByteCount(protocol.Value) > 255)
            entry.Report.Error(protocol.Origin, protocol.Value, "is too long", "at most 255 bytes");

        var hasIdentity = entry.OwnKeys.Contains("identity");
        var identity = entry.GetSection("identity");
        var rule = hasIdentity ? AuthorizationReader.ReadRule(identity) : AuthorizationReader.ReadFields(identity);
        if (serverName is null && alpn is null && !hasIdentity && !entry.IsTemplate)
            entry.Report.Error(entry.Origin, null, "is a route without a condition", AcceptedConditions);
        return new RouteSettings(serverName, alpn, hasIdentity ? rule : null, entry.GetText("service"), entry.Origin);
    }

    private static void CheckAgainst(PolicySettings policy, RouteSettings route, ConfigurationReport report)
    {
        if (route.Identity is { } identity && policy.ClientAuthentication == ClientAuthentication.None)
        {
            report.Error(
                identity.Origin, null,
                $"can never match: the policy '{policy.Name}' asks for no certificate (client-authentication = none)",
                "a policy with client-authentication = require or request");
        }
        if (route.Alpn is { } alpn && policy.Alpn.All(offered => offered.Value != alpn.Value))
        {
            report.Warning(
                alpn.Origin, alpn.Value, $"is never negotiated: it is not among the alpn of the policy '{policy.Name}'");
        }
    }
}
