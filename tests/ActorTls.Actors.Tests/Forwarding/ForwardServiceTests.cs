using ActorTls.Actors.Tests.Configuration;
using ActorTls.Actors.Tests.Tls;
using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Forwarding;

/// <summary>What is wrong with the files of a forward service is told by <c>check</c>, and not by the first connection.</summary>
public sealed class ForwardServiceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificateAuthority _authority = new();

    public ForwardServiceTests()
    {
        _directory.Write("ca.crt", _authority.CertificatePem);
        Write("server", _authority.IssueServer());
        Write("own", _authority.IssueClient());
        _directory.Write("text", "no certificate");
        Write("expired", _authority.IssueClient(notBefore: DateTimeOffset.UtcNow.AddDays(-2), notAfter: DateTimeOffset.UtcNow.AddDays(-1)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("policy = up", "")]
    [InlineData("policy = up", "certificates = [{ cert = \"own.crt\", key = \"own.key\" }]")]
    [InlineData("policy = up", "cipher-suites = modern, alpn = [\"h2\"], groups = [\"P-384\"], protocols = [\"TLSv1.3\"]")]
    [InlineData("policy = up", "cipher-suites = [\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\"], protocols = [\"TLSv1.2\"], certificates = [{ cert = \"own.crt\", key = \"own.key\" }]")]
    [InlineData("policy = main", "")]
    [InlineData("allow = [{ dns = \"*.internal\" }]", "")]
    public void What_is_right_is_loaded(string tls, string policy) => Assert.Empty(Load(tls, policy));

    [Theory]
    [InlineData("server-ca = [\"missing.crt\"]", "", "services.web.tls.server-ca.0 = {0}/missing.crt: does not exist")]
    [InlineData("server-ca = [\"text\"]", "", "services.web.tls.server-ca.0 = {0}/text: is not PEM")]
    [InlineData("server-crl = [\"missing.crl\"]", "", "services.web.tls.server-crl.0 = {0}/missing.crl: does not exist")]
    [InlineData("server-crl = [\"text\"]", "", "services.web.tls.server-crl.0 = {0}/text: holds no certificate revocation list")]
    [InlineData("allow = [{ dns = \"a*b.internal\" }]", "", "services.web.tls.allow.0.dns = a*b.internal: ")]
    [InlineData("policy = up", "certificates = [{ cert = \"own.crt\", key = \"server.key\" }]", "policies.up.certificates.0.key = {0}/server.key: is not the private key")]
    [InlineData("policy = up", "certificates = [{ cert = \"expired.crt\", key = \"expired.key\" }]", "policies.up.certificates.0.cert = {0}/expired.crt: expired")]
    [InlineData("policy = up", "groups = [\"P-1\"]", "policies.up.groups.0 = P-1: is no group for key exchange")]
    public void What_is_wrong_is_told_once(string tls, string policy, string error) => Assert.Contains(
        string.Format(System.Globalization.CultureInfo.InvariantCulture, error, _directory.Path), Assert.Single(Load(tls, policy)), StringComparison.Ordinal);

    [Fact]
    public void A_CA_without_a_revocation_list_is_told_by_the_names_of_these_settings()
    {
        using var other = new TestCertificateAuthority("Other CA");
        File.WriteAllBytes(Path.Combine(_directory.Path, "other.crl"), RevocationList.Of(other.Certificate));
        var error = Assert.Single(Load("server-crl = [\"other.crl\"]", ""));
        Assert.Contains("for which server-crl has no list; accepted: one valid CRL for each CA of server-ca", error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    private void Write(string name, IssuedCertificate certificate)
    {
        _directory.Write($"{name}.crt", certificate.CertificatePem);
        _directory.Write($"{name}.key", certificate.KeyPem);
    }

    private List<string> Load(string tls, string policy)
    {
        var report = new ConfigurationReport();
        var isUsed = policy.Length > 0 || tls.Contains("policy = up", StringComparison.Ordinal);
        var sources = new ConfigurationSources()
            .AddFile(_directory.Write("base.conf", Read.Minimal.Replace("authorization.allow", "alpn = [], authorization.allow", StringComparison.Ordinal)))
            .AddFile(_directory.Write("service.conf", $$"""
                actor-tls.services.web { type = forward, upstreams = ["127.0.0.1:80"], tls { enabled = on, server-ca = ["ca.crt"] }, tls { {{tls}} } }
                {{(isUsed ? $"actor-tls.policies.up {{ {policy} }}" : "")}}
                """));
        var settings = ActorTlsConfiguration.Read(sources, BuiltInServices.All, report);
        var services = new DeploymentServices(TlsTestPolicy.Engine, new DiskFileSource(), TimeProvider.System, BuiltInServices.All);
        Assert.Equal(report.HasErrors || Deployment.Load(settings!, services, report) is null, report.HasErrors);
        return [.. report.Errors.Select(error => error.ToString())];
    }
}
