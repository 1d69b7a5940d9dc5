using System.Security.Cryptography.X509Certificates;
using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Testing;
using BenchmarkDotNet.Attributes;

namespace ActorTls.Benchmarks;

/// <summary>What each handshake asks of the rules: reading the identity in the certificate, and the decision.</summary>
public class AuthorizationBenchmarks
{
    private AuthorizationRules _rules = null!;
    private byte[] _certificate = null!;
    private PeerIdentity _identity = null!;
    private PeerIdentity _stranger = null!;

    /// <summary>How many rules there are; the last one admits.</summary>
    [Params(1, 100)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var others = Enumerable.Range(1, Rules - 1).Select(i => (i % 3) switch
        {
            0 => $"{{ uri = \"spiffe://example.com/ns/team-{i}/sa/**\" }}",
            1 => $"{{ dns = \"*.team-{i}.example.com\" }}",
            _ => $"{{ common-name = \"worker-{i}\", organizational-unit = \"team-{i}\" }}",
        });
        _rules = Compile([.. others, "{ uri = \"spiffe://example.com/ns/*/sa/collector\" }"]);
        using var authority = new TestCertificateAuthority();
        _certificate = Issue(authority, "collector");
        _identity = PeerIdentity.FromCertificate(_certificate);
        _stranger = PeerIdentity.FromCertificate(Issue(authority, "stranger"));
        if (!_rules.Decide(_identity).Admitted || _rules.Decide(_stranger).Admitted)
            throw new InvalidOperationException("The rules do not decide as they should.");
    }

    /// <summary>An identity that the last rule admits.</summary>
    [Benchmark]
    public bool Admit() => _rules.Decide(_identity).Admitted;

    /// <summary>An identity that no rule admits.</summary>
    [Benchmark]
    public bool Refuse() => _rules.Decide(_stranger).Admitted;

    /// <summary>The identity in a certificate in DER.</summary>
    [Benchmark]
    public object ReadIdentity() => PeerIdentity.FromCertificate(_certificate);

    private static byte[] Issue(TestCertificateAuthority authority, string account)
    {
        var issued = authority.IssueClient("CN=" + account + ", OU=telemetry", names =>
        {
            names.AddUri(new Uri("spiffe://example.com/ns/telemetry/sa/" + account));
            names.AddDnsName(account + ".telemetry.example.com");
        });
        using var certificate = X509Certificate2.CreateFromPem(issued.CertificatePem);
        return certificate.RawData;
    }

    private static AuthorizationRules Compile(IEnumerable<string> rules)
    {
        var report = new ConfigurationReport();
        var settings = ActorTlsConfiguration.Read(new ConfigurationSources().AddDocument("benchmark", $$"""
            actor-tls {
              policies.fleet {
                certificates = [{ cert = "gateway.crt", key = "gateway.key" }], client-ca = ["ca.crt"]
                authorization.allow = [ {{string.Join(", ", rules)}} ]
              }
              services.echo { type = echo }
              listeners.fleet { port = 0, policy = fleet, service = echo }
            }
            """), BuiltInServices.All, report);
        var compiled = report.HasErrors
            ? null
            : AuthorizationRules.Compile(settings!.Policies["fleet"].Authorization, ClientAuthentication.Require, report);
        return compiled ?? throw new InvalidOperationException(string.Join('\n', report.Errors));
    }
}
