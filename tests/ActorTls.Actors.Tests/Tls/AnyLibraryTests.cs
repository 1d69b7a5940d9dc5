using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Actors.Tests.Tls.Managed;
using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;
using ActorTls.Tls.Policies;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Policies are read and checked in the same way, and mistakes told in the same words, whichever library an engine uses.</summary>
public sealed class AnyLibraryTests : IDisposable
{
    private static readonly SettingOrigin Here = new("test.conf", 3, 5, "actor-tls.policies.main.certificates.0");
    private readonly ManagedLibrary _library = new();
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    public static TheoryData<string> Mistakes => [.. Changes.Keys];

    // What is wrong, and the change that makes it so.
    private static readonly Dictionary<string, Action<TlsTestPolicy>> Changes = new()
    {
        ["is not the private key of the certificate"] = policy => Serve(policy, policy.Authority.IssueServer() with { KeyPem = policy.Authority.IssueServer().KeyPem }),
        ["holds a damaged certificate (line 1)"] = policy => Serve(policy, policy.Authority.IssueServer() with { CertificatePem = Block("CERTIFICATE") }),
        ["holds a damaged private key"] = policy => Serve(policy, policy.Authority.IssueServer() with { KeyPem = Block("PRIVATE KEY") }),
        ["expired at"] = policy => Serve(policy, policy.Authority.IssueServer(
            notBefore: DateTimeOffset.UtcNow.AddDays(-9), notAfter: DateTimeOffset.UtcNow.AddDays(-1))),
        ["and no password-file is given for it"] = policy => Serve(policy, Encrypt(policy.Authority.IssueServer())),
        ["does not open with the password in"] = policy => Serve(policy, Encrypt(policy.Authority.IssueServer()), "other"),
        ["is no server name"] = policy => policy.Certificates[0] = Entry(policy) with { ServerNames = [new("a*.example", Here)] },
        ["has no TLS 1.2 suite for the ECDSA P-256 key"] = policy =>
            (policy.Protocols, policy.Preset, policy.CipherSuites) = (TlsProtocols.Tls12, null, ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]),
        ["is no group for key exchange"] = policy => policy.Groups = ["P-257"],
        ["is no ALPN protocol name"] = policy => policy.Alpn = [new string('x', 256)],
        ["is no lifetime for session tickets"] = policy => policy.Tickets = new(true, TimeSpan.FromDays(8)),
        ["client-ca.crt: holds a damaged certificate"] = policy => policy.ClientCa += Block("CERTIFICATE"),
        ["holds no certificate revocation list"] = policy => policy.RevocationLists.Add([5, 0]),
        ["for which client-crl has no list"] = policy =>
        {
            using var other = new TestCertificateAuthority("Other CA");
            policy.ClientCa += other.CertificatePem;
            policy.RevocationLists.Add(new CrlBuilder(policy.Authority.Certificate).Build());
        },
        ["holds no currently valid CRL"] = policy => policy.RevocationLists.Add(
            new CrlBuilder(policy.Authority.Certificate) { NextUpdate = DateTimeOffset.UtcNow.AddMinutes(-1) }.Build()),
        ["is past its next update, or has none"] = policy => policy.RevocationLists.Add(
            new CrlBuilder(policy.Authority.Certificate) { NextUpdate = null }.Build()),
        ["is not signed with the key of that CA in client-ca"] = policy =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            policy.RevocationLists.Add(new CrlBuilder(policy.Authority.Certificate) { OtherKey = key }.Build());
        },
        ["is a delta CRL"] = policy => policy.RevocationLists.Add(new CrlBuilder(policy.Authority.Certificate).AsDelta().Build()),
        ["is an indirect CRL"] = policy => policy.RevocationLists.Add(new CrlBuilder(policy.Authority.Certificate).Indirect().Build()),
        ["is limited to some reasons of revocation"] = policy => policy.RevocationLists.Add(
            new CrlBuilder(policy.Authority.Certificate).OnlyKeyCompromise().Build()),
        ["has a malformed scope"] = policy => policy.RevocationLists.Add(
            new CrlBuilder(policy.Authority.Certificate).WithMalformedScope().Build()),
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_in_the_same_words(string mistake)
    {
        Changes[mistake](_policy);
        var report = new ConfigurationReport();
        Assert.Null(Load(report));
        var errors = report.Errors.Select(error => error.ToString()).ToList();
        Assert.Contains(errors, error => error.Contains(mistake, StringComparison.Ordinal));
        Assert.Equal(OpenSslReport().Errors.Select(error => error.ToString()), errors, TextOfOneSecond);
    }

    [Fact]
    public void A_valid_policy_comes_out_the_same()
    {
        _policy.AddCertificate(_policy.Authority.IssueServer("second", ["b.example"], rsa: true));
        _policy.AddCertificate(_policy.Authority.IssueServer("third", ["*.example"]), "www.example", "*.test");
        _policy.Alpn = ["h2", "http/1.1"];
        var expected = _policy.Load();
        var material = LoadValid();

        Assert.Equal(expected.Protocols, material.Protocols);
        Assert.Equal(expected.CipherSuites.AsEnumerable(), material.Suites.Select(suite => suite.Name));
        Assert.Equal(
            expected.Certificates.Select(each => (each.Subject, each.KeyAlgorithm, each.NotAfter)),
            material.Served.Select(each => (each.Summary.Subject, each.Summary.KeyAlgorithm, each.Summary.NotAfter)));
        Assert.Equal(["h2", "http/1.1"], material.Alpn.Select(System.Text.Encoding.ASCII.GetString));
        Assert.Equal([0], material.Names.Sets[0].AsEnumerable());
        Assert.Equal([1], material.Names.Sets[material.Names.Find("b.example")].AsEnumerable());
        Assert.Equal([2], material.Names.Sets[material.Names.Find("any.test")].AsEnumerable());
        Assert.Equal(-1, material.Names.Find("other.example"));
        Assert.True(material.RequiresCertificate);
    }

    [Fact]
    public void A_bundle_s_intermediates_come_in_order_and_its_root_does_not()
    {
        using var first = new TestIntermediate(_policy.Authority);
        using var second = new TestIntermediate(first.Certificate, 1);
        using var leaf = second.IssueServer().ToX509();
        X509Certificate2[] authorities = [.. new[] { _policy.Authority.Certificate, first.Certificate, second.Certificate }
            .Select(authority => X509CertificateLoader.LoadCertificate(authority.RawData))]; // without their keys
        ServeBundle([.. authorities, leaf], "secret");

        var served = Assert.Single(LoadValid().Served);
        Assert.Equal(leaf.RawData, served.Encoded);
        Assert.Equal([second.Certificate.RawData, first.Certificate.RawData], served.Chain.Select(certificate => certificate.Encode()));
    }

    [Fact]
    public void What_the_library_lacks_is_told_with_its_name()
    {
        _library.Groups.Remove("P-384");
        Assert.Contains("P-384: is a group that this Managed lacks; accepted: X25519, P-256,", LoadError(), StringComparison.Ordinal);
        _policy.Groups = ["X25519"];

        _library.MissingAlgorithm = "RC2-40-CBC";
        Serve(_policy, Encrypt(_policy.Authority.IssueServer()), "other");
        Assert.Contains("is encrypted with RC2-40-CBC, which this Managed does not offer", LoadError(), StringComparison.Ordinal);
        using var certificate = _policy.Authority.IssueServer().ToX509();
        ServeBundle([certificate], "other");
        Assert.Contains("is encrypted with RC2-40-CBC, which this Managed does not offer", LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_the_library_cannot_use_is_an_error_with_its_reason()
    {
        _policy.RevocationLists.Add(new CrlBuilder(_policy.Authority.Certificate).Build());
        Assert.Single(LoadValid().ClientTrust!.RevocationLists);
        _library.Refutation = "unhandled critical CRL extension";
        Assert.Contains(
            "holds a CRL of \"CN=Test CA\" that cannot be used by Managed: unhandled critical CRL extension", LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_anchor_that_its_issuer_s_list_revokes_is_left_out()
    {
        using var intermediate = new TestIntermediate(_policy.Authority);
        _policy.ClientCa += intermediate.CertificatePem;
        _policy.RevocationLists.Add(new CrlBuilder(_policy.Authority.Certificate).Revoke(intermediate.Certificate).Build());
        _policy.RevocationLists.Add(new CrlBuilder(intermediate.Certificate).Build());
        var report = new ConfigurationReport();
        var trust = Load(report)?.ClientTrust;
        Assert.Equal(_policy.Authority.Certificate.RawData, Assert.Single(trust!.Anchors).Encode());
        Assert.Contains("which the CRL of \"CN=Test CA\" revokes; it is left out", Assert.Single(report.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_client_side_needs_a_CA_and_shows_the_first_certificate()
    {
        var loader = new PolicyLoader(_library, new DiskFileSource(), DateTimeOffset.UtcNow, new ConfigurationReport());
        var client = loader.LoadClient(_policy.Settings(), new ServerTrustSettings([_policy.File("server-ca.crt", _policy.ClientCa)], [], Here));
        Assert.Equal("CN=localhost", client!.Certificate!.Summary.Subject);
        Assert.Single(client.ServerTrust.Anchors);

        var report = new ConfigurationReport();
        Assert.Null(new PolicyLoader(_library, new DiskFileSource(), DateTimeOffset.UtcNow, report)
            .LoadClient(_policy.Settings(), new ServerTrustSettings([], [], Here)));
        Assert.Contains("names no CA", Assert.Single(report.Errors).ToString(), StringComparison.Ordinal);
    }

    private static bool TextOfOneSecond(string expected, string actual) => WithoutTime(expected) == WithoutTime(actual);

    // "now" is in the text about a validity.
    private static string WithoutTime(string text) =>
        text.IndexOf(", now ", StringComparison.Ordinal) is >= 0 and var at ? text[..at] : text;

    private static PemCertificateSettings Entry(TlsTestPolicy policy) => (PemCertificateSettings)policy.Certificates[0];

    private static string Block(string label) => PemEncoding.WriteString(label, [5, 0]) + "\n";

    private static IssuedCertificate Encrypt(IssuedCertificate certificate)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(certificate.KeyPem);
        return certificate with
        {
            KeyPem = key.ExportEncryptedPkcs8PrivateKeyPem(
                "secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)),
        };
    }

    private static void Serve(TlsTestPolicy policy, IssuedCertificate certificate, string? password = null) =>
        policy.Certificates[0] = new PemCertificateSettings(
            policy.File("tested.crt", certificate.CertificatePem), policy.File("tested.key", certificate.KeyPem),
            password is null ? null : policy.File("tested.pass", password), ImmutableArray<Located<string>>.Empty, Here);

    private void ServeBundle(X509Certificate2Collection certificates, string password)
    {
        var file = _policy.File("tested.p12", "");
        File.WriteAllBytes(file.Path, certificates.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, "secret"));
        _policy.Certificates[0] = new Pkcs12CertificateSettings(file, _policy.File("tested.pass", password), [], Here);
    }

    private PolicyMaterial? Load(ConfigurationReport report) =>
        new PolicyLoader(_library, new DiskFileSource(), DateTimeOffset.UtcNow, report).Load(_policy.Settings());

    private PolicyMaterial LoadValid()
    {
        var report = new ConfigurationReport();
        var material = Load(report);
        Assert.True(material is not null, string.Join('\n', report.Errors));
        return material;
    }

    private string LoadError()
    {
        var report = new ConfigurationReport();
        Assert.Null(Load(report));
        return Assert.Single(report.Errors).ToString();
    }

    private ConfigurationReport OpenSslReport()
    {
        var report = new ConfigurationReport();
        Assert.Null(_policy.TryLoad(report));
        return report;
    }
}
