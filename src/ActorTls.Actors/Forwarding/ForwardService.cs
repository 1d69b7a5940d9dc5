using System.Collections.Immutable;
using System.Net;
using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.Connecting;
using ActorTls.Sessions;

namespace ActorTls.Forwarding;

/// <summary>
/// Passes each connection on to one of some upstreams, in plaintext or in TLS. <c>docs/configuration.md</c> has its keys.
/// </summary>
public sealed class ForwardService : IServiceType
{
    /// <inheritdoc/>
    public string Type => "forward";

    /// <inheritdoc/>
    public object ReadSettings(SettingsSection section) => ForwardSettingsReader.Read(section);

    /// <inheritdoc/>
    public ISessionFactory? CreateSessionFactory(object settings, ServiceResources resources)
    {
        var forward = (ForwardSettings)settings;
        var errors = resources.Report.ErrorsSeen;
        var tls = forward.Tls.Enabled ? LoadTls(forward.Tls, resources) : null;
        if (resources.Report.ErrorsSeen > errors || (forward.Tls.Enabled && tls is null)) return null;

        var upstreams = forward.Upstreams.Select(upstream => CreateUpstream(forward, upstream.Value, resources.Time));
        return new ForwardPlan(
            new UpstreamGroup([.. upstreams], forward.Balance), tls, forward.ConnectTimeout, forward.ProxyProtocol,
            forward.AllowPlaintextNetwork);
    }

    /// <inheritdoc/>
    public void CheckTheRest(object settings, ServiceResources resources)
    {
        if (settings is ForwardSettings { Tls.Enabled: true } forward) LoadTls(forward.Tls, resources);
    }

    private static UpstreamTls? LoadTls(UpstreamTlsSettings settings, ServiceResources resources)
    {
        var report = resources.Report;
        var named = settings.Policy is { } name ? resources.Policies.GetValueOrDefault(name.Value) : null;

        var policy = named ?? resources.DefaultPolicy with
        {
            Certificates = new CertificateSource(false, [], resources.DefaultPolicy.Certificates.Origin),
        };
        var client = resources.Engine.LoadClientPolicy(policy, settings.Trust, resources.Files, resources.Time.GetUtcNow(), report);
        var allowed = new AuthorizationSettings(settings.Allow.IsEmpty, settings.Allow, settings.Trust.Origin);
        var rules = AuthorizationRules.Compile(allowed, ClientAuthentication.Require, report);
        if (named is null && settings.Policy is not null) return null;   // Told already.
        return client is null || rules is null ? null : new UpstreamTls(resources.Engine, client, rules, settings.ServerName?.Value);
    }

    private static Upstream CreateUpstream(ForwardSettings settings, RemoteAddress address, TimeProvider time)
    {
        var resolver = address is RemoteAddress.Named named
            ? new HostResolver(named.Name, named.Port, time, static name => Dns.GetHostAddressesAsync(name))
            : null;
        return new Upstream(settings.Name, address, new PassiveHealth(settings.PassiveHealth, time), resolver);
    }
}
