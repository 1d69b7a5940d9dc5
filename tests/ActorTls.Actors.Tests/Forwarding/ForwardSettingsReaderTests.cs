using ActorTls.Actors.Tests.Configuration;
using ActorTls.Configuration;
using ActorTls.Forwarding;

namespace ActorTls.Actors.Tests.Forwarding;

/// <summary><c>services.NAME</c> of type <c>forward</c>.</summary>
public sealed class ForwardSettingsReaderTests
{
    private const string One = "upstreams = [\"127.0.0.1:8080\"]";

    [Fact]
    public void The_defaults_are_those_of_the_reference()
    {
        var settings = ReadForward(One);
        Assert.Equal("web", settings.Name);
        Assert.Equal("127.0.0.1:8080", Assert.Single(settings.Upstreams).Value.ToString());
        Assert.Equal(
            (Balance.RoundRobin, TimeSpan.FromSeconds(5), ProxyProtocolVersion.Off, new PassiveHealthSettings(3, TimeSpan.FromSeconds(10)), false),
            (settings.Balance, settings.ConnectTimeout, settings.ProxyProtocol, settings.PassiveHealth, settings.AllowPlaintextNetwork));
        Assert.False(settings.Tls.Enabled);
        Assert.Empty(settings.ClientPolicies);
    }

    [Fact]
    public void Every_key_is_read()
    {
        var settings = ReadForward("""
            upstreams = ["db.internal:5432", "unix:run/app.sock"], balance = least-connections, connect-timeout = 300ms
            tls { enabled = on, policy = main, server-ca = ["a.crt"], server-crl = ["a.crl"], server-name = "db.internal"
                  allow = [{ dns = "*.internal" }, { common-name = db, organizational-unit = ops }] }
            proxy-protocol = v2, allow-plaintext-network = on, health.passive { failures = 1, retry-after = 1m }
            """);
        Assert.Equal(["db.internal:5432", "unix:/work-dir/run/app.sock"], settings.Upstreams.Select(upstream => upstream.Value.ToString()));
        Assert.Equal(
            (Balance.LeastConnections, TimeSpan.FromMilliseconds(300), ProxyProtocolVersion.V2, new PassiveHealthSettings(1, TimeSpan.FromMinutes(1)), true),
            (settings.Balance, settings.ConnectTimeout, settings.ProxyProtocol, settings.PassiveHealth, settings.AllowPlaintextNetwork));
        Assert.Equal((true, "main", "db.internal"), (settings.Tls.Enabled, settings.Tls.Policy?.Value, settings.Tls.ServerName?.Value));
        Assert.Equal("/work-dir/a.crt", Assert.Single(settings.Tls.Trust.ServerCa).Path);
        Assert.Equal("/work-dir/a.crl", Assert.Single(settings.Tls.Trust.ServerCrl).Path);
        Assert.Equal(["*.internal", null], settings.Tls.Allow.Select(rule => rule.Dns?.Value));
        Assert.Equal("main", Assert.Single(settings.ClientPolicies).Value);
    }

    [Theory]
    [InlineData("", "upstreams: is missing")]
    [InlineData("upstreams = []", "upstreams = []: is empty")]
    [InlineData("upstreams = \"127.0.0.1:80\"", "upstreams = 127.0.0.1:80: is not a list")]
    [InlineData("upstreams = [\"\"]", "upstreams.0 = \"\": is empty")]
    [InlineData("upstreams = [\"nowhere\"]", "upstreams.0 = nowhere: has no port")]
    [InlineData("upstreams = [\"127.0.0.1:80\", \"127.0.0.1:80\"]", "upstreams.1 = 127.0.0.1:80: is named twice")]
    [InlineData("upstreams = [\"unix:x\", \"unix:./x\"]", "upstreams.1 = unix:./x: is named twice")]
    [InlineData(One + ", balance = random", "balance = random: is not a known word")]
    [InlineData(One + ", connect-timeout = 5", "connect-timeout = 5: is a duration without a unit")]
    [InlineData(One + ", connect-timeout = off", "connect-timeout = off: is not a duration")]
    [InlineData(One + ", connect-timeout = 0", "connect-timeout = 0: is out of range")]
    [InlineData(One + ", proxy-protocol = v3", "proxy-protocol = v3: is not a known word")]
    [InlineData(One + ", health.passive.failures = 0", "health.passive.failures = 0: is out of range")]
    [InlineData(One + ", health.passive.retry-after = 0", "health.passive.retry-after = 0: is out of range")]
    [InlineData(One + ", health.active = on", "health.active: is not a known key")]
    [InlineData(One + ", upstream = x", "upstream: is not a known key; did you mean 'upstreams'?")]
    [InlineData(One + ", tls.enabled = on", "tls.server-ca: is missing: an upstream is always verified")]
    [InlineData(One + ", tls { enabled = on, server-ca = [] }", "tls.server-ca = []: is empty: an upstream is always verified")]
    [InlineData(One + ", tls { enabled = on, server-ca = [x], server-name = \"*.example\" }", "tls.server-name = *.example: is neither a host name nor an IP address")]
    [InlineData(One + ", tls { enabled = on, server-ca = [x], policy = mian }", "tls.policy = mian: is not the name of a policy; did you mean 'main'?")]
    [InlineData(One + ", tls { enabled = on, server-ca = [x], allow = any }", "tls.allow = any: is not a list")]
    [InlineData(One + ", tls { enabled = on, server-ca = [x], allow = [{}] }", "tls.allow.0: is a rule without a field")]
    [InlineData(One + ", tls { enabled = on, server-ca = [x], verify = off }", "tls.verify: is not a known key")]
    [InlineData("upstreams = [\"unix:x\"], tls { enabled = on, server-ca = [x] }", "upstreams.0 = unix:/work-dir/x: has no host name that its certificate could have")]
    [InlineData(One + ", tls.server-ca = [x]", "tls.server-ca = [x]: is given, but TLS to the upstreams is not")]
    [InlineData(One + ", tls.policy = main", "tls.policy = main: is given, but TLS to the upstreams is not")]
    [InlineData("upstreams = [\"10.0.0.1:80\"]", "upstreams.0 = 10.0.0.1:80: is not on this machine, and plaintext would go over the network")]
    [InlineData("upstreams = [\"db.internal:80\"]", "upstreams.0 = db.internal:80: is not on this machine, and plaintext would go over the network")]
    [InlineData("upstreams = [\"[2001:db8::1]:80\"]", "upstreams.0 = [2001:db8::1]:80: is not on this machine, and plaintext would go over the network")]
    public void What_is_wrong_is_told(string keys, string error) =>
        Assert.Contains($"actor-tls.services.web.{error}", Read.Error(Service(keys)), StringComparison.Ordinal);

    [Theory]
    [InlineData("upstreams = [\"10.0.0.1:80\"], allow-plaintext-network = on")]
    [InlineData("upstreams = [\"10.0.0.1:80\"], tls { enabled = on, server-ca = [x] }")]
    [InlineData("upstreams = [\"unix:x\"], tls { enabled = on, server-ca = [x], server-name = \"10.0.0.1\" }")]
    [InlineData("upstreams = [\"localhost:80\", \"127.8.8.8:80\", \"[::1]:80\", \"unix:x\"]")]
    public void What_is_right_is_not(string keys) => ReadForward(keys);

    [Fact]
    public void TLS_that_is_turned_off_by_name_keeps_its_other_settings_for_later() => Assert.Contains(
        "actor-tls.services.web.tls.server-ca: has no effect: tls.enabled = off",
        Assert.Single(Read.Warnings(Read.Minimal, Service(One + ", tls { enabled = off, server-ca = [x] }"))), StringComparison.Ordinal);

    [Fact]
    public void A_policy_of_services_alone_needs_nothing_that_is_about_clients()
    {
        var settings = Read.Settings(
            Read.Minimal, Service(One + ", tls { enabled = on, server-ca = [x], policy = up }"), "actor-tls.policies.up.protocols = [\"TLSv1.3\"]");
        Assert.Equal((PolicyRole.Client, PolicyRole.Server), (settings.Policies["up"].Role, settings.Policies["main"].Role));
        Assert.Equal(PolicyRole.Client, settings.DefaultPolicy.Role);
    }

    [Fact]
    public void A_policy_of_services_and_a_listener_needs_what_a_listener_needs()
    {
        var settings = Read.Settings(Read.Minimal, Service(One + ", tls { enabled = on, server-ca = [x], policy = main }"));
        Assert.Equal(PolicyRole.Server, settings.Policies["main"].Role);
    }

    [Fact]
    public void What_such_a_policy_says_about_clients_has_no_effect()
    {
        var warnings = Read.Warnings(
            Read.Minimal, Service(One + ", tls { enabled = on, server-ca = [x], policy = up }"),
            "actor-tls.policies.up { client-ca = [x], client-crl = [x], authorization.allow = any }");
        Assert.Equal(3, warnings.Count);
        Assert.All(warnings, warning => Assert.EndsWith("has no effect: no listener uses this policy", warning, StringComparison.Ordinal));
    }

    private static string Service(string keys) => $"actor-tls.services.web {{ type = forward, {keys} }}";

    private static ForwardSettings ReadForward(string keys) =>
        Assert.IsType<ForwardSettings>(Read.Settings(Read.Minimal, Service(keys)).Services["web"].Settings);
}
