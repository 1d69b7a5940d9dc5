using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.Connections;
using ActorTls.Deployments;
using ActorTls.ProxyProtocol;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Hosting;

/// <summary>
/// A configuration that was validated whole: files are read, certificates and rules are good, everything fits together.
/// A server can be started from it without asking the disk again. Immutable.
/// </summary>
public sealed class Deployment
{
    private Deployment(
        ActorTlsSettings settings, DeploymentServices services, IReadOnlyDictionary<string, TlsPolicy> policies,
        IReadOnlyCollection<ListenerVersion> listeners)
    {
        Settings = settings;
        Services = services;
        Plan = new DeploymentPlan(listeners, policies, services.Engine);
        Policies = policies;
    }

    /// <summary>What it was made from.</summary>
    public ActorTlsSettings Settings { get; }

    /// <summary>The loaded policies by name.</summary>
    public IReadOnlyDictionary<string, TlsPolicy> Policies { get; }

    internal DeploymentServices Services { get; }

    internal DeploymentPlan Plan { get; }

    /// <summary>
    /// Reads every file that the settings name and validates all of it, to the end; each problem goes into
    /// <paramref name="report"/>. Null when the report has an error, be it an earlier one. Settings beside a wrong one are validated
    /// too; errors that would only follow from other errors are left out. Reads files: not on an event loop. Any other thread.
    /// </summary>
    public static Deployment? Load(ActorTlsSettings settings, DeploymentServices services, ConfigurationReport report)
    {
        var policies = new Dictionary<string, TlsPolicy>(StringComparer.Ordinal);
        var authorizers = new Dictionary<string, IAuthorizer>(StringComparer.Ordinal);
        foreach (var (name, policy) in settings.Policies)
        {
            var tls = services.Engine.LoadPolicy(policy, services.Files, services.Time.GetUtcNow(), report);
            var rules = AuthorizationRules.Compile(policy.Authorization, policy.ClientAuthentication, report);
            if (tls is not null) policies.Add(name, tls);
            if (rules is not null) authorizers.Add(name, rules);
        }
        var sessions = LoadServices(settings, services, report);
        var listeners = settings.Listeners.Values
            .Select(listener => LoadListener(listener, authorizers, sessions, report)).OfType<ListenerVersion>().ToList();
        return report.HasErrors ? null : new Deployment(settings, services, policies, listeners);
    }

    /// <summary>Null when the report has an error of this listener. An error in its settings hides those that would follow from it.</summary>
    private static ListenerVersion? LoadListener(
        ListenerSettings settings, IReadOnlyDictionary<string, IAuthorizer> authorizers,
        IReadOnlyDictionary<string, ISessionFactory> services, ConfigurationReport report)
    {
        var isTold = report.HasErrorsUnder(settings.Origin.Path) || report.HasErrorsUnder("actor-tls.defaults.listener");
        var proxies = TrustedProxies.Compile(settings.TrustedProxies, report);
        var sessions = RouteTable.Compile(settings, services, report);
        var authorizer = settings.IsPlaintext ? AuthorizationRules.AnonymousOnly : authorizers.GetValueOrDefault(settings.Policy.Value);
        return isTold || proxies is null || sessions is null || authorizer is null
            ? null
            : new ListenerVersion(settings, authorizer, sessions, settings.AcceptsProxyHeader ? proxies : null);
    }

    /// <summary>The session factories of all services without errors, by the service's name.</summary>
    private static Dictionary<string, ISessionFactory> LoadServices(
        ActorTlsSettings settings, DeploymentServices services, ConfigurationReport report)
    {
        var types = services.ServiceTypes.ToDictionary(type => type.Type, StringComparer.Ordinal);
        var resources = new ServiceResources(services.Engine, services.Files, services.Time, settings.Policies, settings.DefaultPolicy, report);
        var sessions = new Dictionary<string, ISessionFactory>(StringComparer.Ordinal);
        foreach (var (name, service) in settings.Services)
        {
            if (!types.TryGetValue(service.Type, out var type)) continue;   // The report has it already.
            if (report.HasErrorsUnder(service.Origin.Path) || report.HasErrorsUnder("actor-tls.defaults.service"))
                type.CheckTheRest(service.Settings, resources);
            else if (type.CreateSessionFactory(service.Settings, resources) is { } factory) sessions.Add(name, factory);
        }
        return sessions;
    }

    /// <summary>The HOCON paths that differ in another deployment and cannot change while a server runs.</summary>
    internal IReadOnlyList<string> DifferencesThatNeedRestart(Deployment next)
    {
        var (now, then) = (Settings, next.Settings);
        var differences = new List<string>();
        if (now.Io != then.Io) differences.Add("actor-tls.io");
        if (now.StateDirectory != then.StateDirectory) differences.Add("actor-tls.state-directory");
        if (now.Akka != then.Akka) differences.Add("akka");
        return differences;
    }
}
