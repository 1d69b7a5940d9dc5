using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>What is accepted when a policy is loaded works in a handshake, and what would not work is told.</summary>
public sealed class PolicyProofTests : IDisposable
{
    private static readonly SettingOrigin Here = new("test.conf", 1, 1, "actor-tls.services.forward.tls");
    private readonly TlsTestPolicy _policy = new();

    public static TheoryData<TlsProtocols> Versions => [TlsProtocols.Tls12, TlsProtocols.Tls13];

    public void Dispose() => _policy.Dispose();

    [Theory, MemberData(nameof(Versions))]
    public void More_names_of_CAs_than_a_client_reads_are_not_sent(TlsProtocols version)
    {
        _policy.ClientCa += string.Concat(ManyAuthorities(count: 400, nameLength: 200));
        Assert.Contains("together more than 30000 bytes, so clients are sent none", Assert.Single(Warnings()), StringComparison.Ordinal);
        AssertAdmitted(_policy.Authority.IssueClient(), version);
    }

    [Fact]
    public void Fewer_names_of_CAs_are_sent_without_a_word()
    {
        _policy.ClientCa += string.Concat(ManyAuthorities(count: 100, nameLength: 200));
        Assert.Empty(Warnings());
        AssertAdmitted(_policy.Authority.IssueClient(), TlsProtocols.Tls13);
    }

    public static TheoryData<TlsProtocols, string, string[]> Curves => new()
    {
        { TlsProtocols.Tls12, "nistP521", ["X25519", "P-256", "P-384"] },
        { TlsProtocols.Tls13, "nistP521", ["X25519", "P-256", "P-384"] },
        { TlsProtocols.Tls12, "nistP256", ["X25519"] },
        { TlsProtocols.Tls12, "nistP384", ["X25519"] },
        { TlsProtocols.Tls12, "nistP256", ["P-384"] },
    };

    [Theory, MemberData(nameof(Curves))]
    public void Groups_for_key_exchange_do_not_limit_client_certificates(TlsProtocols version, string curve, string[] groups)
    {
        _policy.Groups = groups;
        AssertAdmitted(_policy.Authority.IssueClient(curve: ECCurve.CreateFromFriendlyName(curve)), version);
    }

    [Fact]
    public void A_key_exchange_with_a_group_that_is_off_stays_off_with_TLS_1_2()
    {
        _policy.Groups = ["X25519"];
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls12, groups: ["P-256"]);
        using var pair = new ChannelPair(server, client);
        Assert.Equal(TlsFailureKind.Protocol, pair.HandshakeFailures().Server.Kind);
    }

    [Fact]
    public void A_served_certificate_that_is_for_clients_only_gives_a_warning()
    {
        _policy.Certificates.Clear();
        _policy.AddCertificate(_policy.Authority.IssueClient());
        Assert.Contains(Warnings(), warning => warning.Contains(
            "server2.crt: is refused by every client that verifies it: unsuitable certificate purpose", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_served_chain_that_no_client_reads_is_an_error(TlsProtocols version)
    {
        _policy.Protocols = version;
        _policy.Certificates.Clear();
        var served = _policy.Authority.IssueServer();
        _policy.AddCertificate(served with { CertificatePem = served.CertificatePem + string.Concat(ManyAuthorities(count: 200, nameLength: 200)) });
        var error = _policy.LoadError();
        Assert.Contains("server2.crt: cannot be shown to a client with TLS 1.", error, StringComparison.Ordinal);
        Assert.Contains("excessive message size", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_unknown_names_are_rejected_a_certificate_needs_a_name()
    {
        _policy.UnknownServerName = UnknownServerName.Reject;
        _policy.Certificates.Clear();
        _policy.AddCertificate(_policy.Authority.IssueServer(dnsNames: []));
        Assert.Contains("has no certificate with a server name", _policy.LoadError(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("intermediate", "P-256", false)]
    [InlineData("intermediate", "P-384", true)]
    [InlineData("intermediate", "X25519", true)]
    [InlineData("modern", "P-256", true)]
    public void What_is_shown_to_upstreams_is_proved_too(string preset, string group, bool rsa)
    {
        if (preset == "modern") _policy.Protocols = TlsProtocols.Tls13;
        _policy.Preset = preset;
        _policy.Groups = [group];
        _policy.Certificates.Clear();
        _policy.AddCertificate(_policy.Authority.IssueClient(rsa: rsa));
        Assert.Empty(LoadClient().Errors);
    }

    [Fact]
    public void A_certificate_on_a_curve_that_is_no_group_cannot_be_shown_to_upstreams_with_TLS_1_2()
    {
        _policy.Groups = ["X25519"];
        _policy.Certificates.Clear();
        _policy.AddCertificate(_policy.Authority.IssueClient());
        var both = LoadClient();
        Assert.Empty(both.Errors);
        Assert.Contains("server2.crt: cannot be shown to a server with TLS 1.2: wrong curve", Assert.Single(both.Warnings).ToString(), StringComparison.Ordinal);
        _policy.Protocols = TlsProtocols.Tls12;
        Assert.Contains("cannot be shown to a server with TLS 1.2", Assert.Single(LoadClient().Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_upstream_with_a_list_of_each_of_its_CAs_is_verified()
    {
        using var hierarchy = new TestHierarchy(intermediates: 1);
        _policy.ClientAuthentication = ClientAuthentication.None;
        _policy.Certificates.Clear();
        _policy.AddCertificate(hierarchy.Shown);
        var trust = new ServerTrustSettings(
            [_policy.File("server-ca.crt", TestHierarchy.PemOf(hierarchy.Authorities))],
            [.. hierarchy.Authorities.Select((authority, index) => _policy.File(
                $"{index}.pem", PemEncoding.WriteString("X509 CRL", new CrlBuilder(authority).WithKeyIdentifier().Build())))], Here);
        var report = new ConfigurationReport();
        var policy = TlsTestPolicy.Engine.LoadClientPolicy(_policy.Settings(), trust, new DiskFileSource(), DateTimeOffset.UtcNow, report);
        Assert.True(policy is not null, string.Join('\n', report.Errors));
        using var server = _policy.CreateContext();
        using var client = TlsTestPolicy.Engine.CreateClientContext(policy);
        using var pair = new ChannelPair(server, client);
        pair.Handshake();
    }

    private static IEnumerable<string> ManyAuthorities(int count, int nameLength)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        for (var i = 0; i < count; i++)
        {
            // A common name has at most 64 characters; an organisation too.
            var name = new X500DistinguishedNameBuilder();
            for (var length = 0; length < nameLength; length += 60) name.AddOrganizationalUnitName($"{i} {new string('x', 50)}");
            var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            yield return certificate.ExportCertificatePem() + "\n";
        }
    }

    private List<string> Warnings()
    {
        var report = new ConfigurationReport();
        Assert.True(_policy.TryLoad(report) is not null, string.Join('\n', report.Errors));
        return [.. report.Warnings.Select(warning => warning.ToString())];
    }

    private ConfigurationReport LoadClient()
    {
        var report = new ConfigurationReport();
        var trust = new ServerTrustSettings([_policy.File("server-ca.crt", _policy.Authority.CertificatePem)], [], Here);
        TlsTestPolicy.Engine.LoadClientPolicy(_policy.Settings(), trust, new DiskFileSource(), DateTimeOffset.UtcNow, report);
        return report;
    }

    private void AssertAdmitted(IssuedCertificate certificate, TlsProtocols version)
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(certificate, version, groups: ["X25519", "P-256", "P-384", "P-521"]);
        using var pair = new ChannelPair(server, client);
        pair.Handshake();
        Assert.NotNull(pair.Server.GetPeerCertificate());
    }
}
