using System.Text;
using ActorTls.Actors.Tests.Tls;
using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Hosting;

/// <summary>Whatever is wrong is told in one round; and nothing that only follows from something else that is told.</summary>
public sealed class AllErrorsAtOnceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificateAuthority _authority = new();

    public AllErrorsAtOnceTests()
    {
        var server = _authority.IssueServer();
        _directory.Write("server.crt", server.CertificatePem);
        _directory.Write("server.key", server.KeyPem);
        _directory.Write("ca.crt", _authority.CertificatePem);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("polcy = 1, client-ca = [\"missing.crt\"]", "polcy", "missing.crt: does not exist")]
    [InlineData("protocols = [TLSv1.1], cipher-suites = [RC4-MD5]", "TLSv1.1", "RC4-MD5")]
    [InlineData("protocols = [TLSv1.1], groups = [P-257], client-ca = [\"missing.crt\"]", "TLSv1.1", "P-257", "missing.crt")]
    [InlineData("cipher-suites = [RC4-MD5, [1]], session-tickets.lifetime = 8d", "RC4-MD5", "cipher-suites.1", "session-tickets.lifetime")]
    [InlineData("groups = [P-257, []]", "P-257", "groups.1")]
    [InlineData("certificates = [{ cert = \"missing.crt\" }]", "certificates.0.key: is missing", "missing.crt: does not exist")]
    [InlineData("certificates = [{ cert = \"missing.crt\", key = \"server.key\", server-names = [\"-\"] }, { cert = \"server.crt\", key = \"missing.key\" }]",
        "server-names.0 = -", "missing.crt", "missing.key")]
    [InlineData("certificates = [{ cert = \"server.crt\", key = \"server.key\", server-names = [\"-\", []] }], groups = [P-257]", "server-names.0 = -", "server-names.1", "P-257")]
    [InlineData("certificates = [{ cert = \"server.crt\", key = \"server.key\", password-file = [] }], groups = [P-257]", "password-file", "P-257")]
    [InlineData("certificates = [{ pkcs12 = \"server.crt\", cert = \"server.crt\" }], groups = [P-257]", "stands beside pkcs12", "no PKCS #12", "P-257")]
    [InlineData("client-authentication = maybe, unknown-server-name = x, groups = [P-257]", "maybe", "unknown-server-name", "P-257")]
    [InlineData("certificates = [], client-ca = [\"missing.crt\"]", "certificates = []: is empty", "missing.crt")]
    [InlineData("client-ca = [], client-crl = [\"missing.crl\"]", "client-ca = []: is empty", "missing.crl")]
    [InlineData("authorization.allow = [{ comon-name = x }, { ip = nowhere }, { dns = [] }, { uri = \"\" }]", "comon-name", "nowhere", "allow.2.dns", "allow.3.uri")]
    [InlineData("authorization.allow = [{ dns = [], ip = nowhere }]", "allow.0.dns", "nowhere")]
    [InlineData("alpn = [\"\", [], h2]", "alpn.0", "alpn.1")]
    public void Of_a_policy(string policy, params string[] told) => AssertTold(policy, "", "", told);

    [Theory]
    [InlineData("balance = frist, tls { enabled = on, server-ca = [\"missing.crt\"] }", "frist", "missing.crt")]
    [InlineData("upstrems = 1, tls { enabled = on, policy = up, server-ca = [\"missing.crt\"], allow = [{ ip = nowhere }] }", "upstrems", "missing.crt", "nowhere", "P-258", "up.pink")]
    [InlineData("tls { enabled = on, policy = nope, server-ca = [\"missing.crt\"] }", "nope", "missing.crt")]
    [InlineData("tls { enabled = on, server-ca = [], server-crl = [\"missing.crl\"] }", "server-ca = []", "missing.crl")]
    public void Of_a_service(string service, params string[] told) => AssertTold("", $"upstreams = [\"a.example:1\"], {service}", "", told);

    [Theory]
    [InlineData("backlog = many, proxy-protocol = accept, trusted-proxies = [nowhere]", "many", "nowhere")]
    [InlineData("prot = 1, routes = [{ identity { ip = nowhere }, service = web }]", "prot", "nowhere")]
    [InlineData("routes = [{ identity { ip = nowhere }, service = nope }, { identity { dns = \"**\" }, service = web }]", "nowhere", "nope", "routes.1.identity.dns")]
    public void Of_a_listener(string listener, params string[] told) => AssertTold("", "", listener, told);

    [Fact]
    public void A_bad_name_and_a_bad_default_hide_nothing()
    {
        var errors = Errors("""
            actor-tls {
              defaults.policy.groups = [P-257]
              policies."a b" { certificates = [{ cert = "missing.crt", key = "server.key" }], client-ca = ["ca.crt"], authorization.allow = any }
              policies.b = 5
              policies.c { certificates = [{ cert = "server.crt", key = "missing.key" }], client-ca = ["ca.crt"], authorization.allow = any }
              services.web { type = nope }
              listeners.main { port = 0, policy = c, service = web }
            }
            """);
        AssertEach(errors, "is not a name", "policies.b = 5: is not an object", "P-257", "missing.crt", "missing.key", "nope");
    }

    [Fact]
    public void An_error_in_what_two_services_share_is_told_once()
    {
        var errors = Errors("""
            actor-tls {
              defaults.policy { groups = [P-257], cipher-suites = [RC4-MD5] }
              services.a { type = forward, upstreams = ["a.example:1"], tls { enabled = on, server-ca = ["ca.crt"] } }
              services.b { type = forward, upstreams = ["a.example:1"], tls { enabled = on, server-ca = ["ca.crt"] } }
              listeners.main { port = 0, tls = off, service = a }
            }
            """);
        AssertEach(errors, "P-257", "RC4-MD5");
    }

    [Fact]
    public void Twenty_thousand_listeners_that_are_wrong_are_told_of()
    {
        var text = new StringBuilder("actor-tls { services.echo.type = echo, policies.main.client-authentication = none\nlisteners {\n");
        for (var i = 0; i < 20_000; i++) text.Append('l').Append(i).Append(" { port = 0, policy = mian, service = echo, backlog = x }\n");
        Assert.Equal(40_001, Errors(text.Append("} }").ToString()).Count);
    }

    private void AssertTold(string policy, string service, string listener, string[] told) => AssertEach(Errors($$"""
        actor-tls {
          policies.main {
            certificates = [{ cert = "server.crt", key = "server.key" }], client-ca = ["ca.crt"], authorization.allow = any
            {{policy}}
          }
          policies.up { {{(service.Contains("policy = up", StringComparison.Ordinal) ? "groups = [P-258], pink = 1" : "client-authentication = none, certificates = [{ cert = \"server.crt\", key = \"server.key\" }]")}} }
          services.web { type = {{(service.Length > 0 ? "forward" : "echo")}}, {{service}} }
          listeners.main { port = 0, policy = main, service = web, {{listener}} }
        }
        """), told);

    private static void AssertEach(List<string> errors, params string[] told)
    {
        foreach (var part in told) Assert.Contains(errors, error => error.Contains(part, StringComparison.Ordinal));
        Assert.True(errors.Count == told.Length, string.Join('\n', errors));
    }

    private List<string> Errors(string text)
    {
        var report = new ConfigurationReport();
        var sources = new ConfigurationSources { WorkingDirectory = _directory.Path }.AddDocument("test.conf", text);
        var settings = ActorTlsConfiguration.Read(sources, BuiltInServices.All, report);
        Assert.NotNull(settings);
        var services = new DeploymentServices(TlsTestPolicy.Engine, new DiskFileSource(), TimeProvider.System, BuiltInServices.All);
        Assert.Null(Deployment.Load(settings, services, report));
        return [.. report.Errors.Select(error => error.ToString())];
    }
}
