using System.Collections.Immutable;
using System.Security.Cryptography;
using ActorTls.Configuration;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Tls;

public sealed class PolicyLoadingTests : IDisposable
{
    private static readonly SettingOrigin Here = new("test.conf", 3, 5, "actor-tls.policies.main.certificates.0");
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    [Fact]
    public void A_valid_policy_describes_itself()
    {
        _policy.AddCertificate(_policy.Authority.IssueServer("second", ["b.example"], rsa: true));
        var report = new ConfigurationReport();
        var policy = _policy.TryLoad(report);

        Assert.Empty(report.Errors);
        Assert.Empty(report.Warnings);
        Assert.Equal("main", policy?.Name);
        Assert.Equal(9, policy?.CipherSuites.Length);
        Assert.Equal(["ECDSA P-256", "RSA 2048"], policy?.Certificates.Select(certificate => certificate.KeyAlgorithm));
        Assert.Equal("CN=second", policy?.Certificates[1].Subject);
        Assert.Equal(["b.example"], policy?.Certificates[1].ServerNames);
        Assert.InRange(policy!.Certificates[0].NotAfter, DateTimeOffset.UtcNow.AddDays(6), DateTimeOffset.UtcNow.AddDays(8));
    }

    [Fact]
    public void A_key_that_does_not_match_names_both_files()
    {
        var other = _policy.Authority.IssueServer();
        var error = ErrorWith(_policy.Authority.IssueServer() with { KeyPem = other.KeyPem });
        Assert.Contains("is not the private key of the certificate", error, StringComparison.Ordinal);
        Assert.Contains("tested.crt", error, StringComparison.Ordinal);
        Assert.Contains("tested.key", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_kind_does_not_match()
    {
        var other = _policy.Authority.IssueServer(rsa: true);
        var error = ErrorWith(_policy.Authority.IssueServer() with { KeyPem = other.KeyPem });
        Assert.Contains("is not the private key of the certificate", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expired_certificate_names_its_dates()
    {
        var error = ErrorWith(_policy.Authority.IssueServer(
            notBefore: DateTimeOffset.UtcNow.AddDays(-9), notAfter: new DateTimeOffset(DateTime.UtcNow.Date, default).AddDays(-1)));
        Assert.Contains($"expired at {DateTime.UtcNow.Date.AddDays(-1):yyyy-MM-dd} 00:00:00Z", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_is_not_yet_valid_names_its_dates()
    {
        var error = ErrorWith(_policy.Authority.IssueServer(
            notBefore: new DateTimeOffset(DateTime.UtcNow.Date, default).AddDays(2), notAfter: DateTimeOffset.UtcNow.AddDays(9)));
        Assert.Contains($"is not yet valid, only from {DateTime.UtcNow.Date.AddDays(2):yyyy-MM-dd} 00:00:00Z", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_RSA_key_is_refused()
    {
        using var key = RSA.Create(1024);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=short", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var error = ErrorWith(new IssuedCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem()));
        Assert.Contains("RSA of at least 2048 bits", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_in_SEC_1_or_PKCS_1_form_is_accepted()
    {
        var ec = _policy.Authority.IssueServer();
        using var ecKey = ECDsa.Create();
        ecKey.ImportFromPem(ec.KeyPem);
        Use(ec with { KeyPem = ecKey.ExportECPrivateKeyPem() });
        _policy.Load();

        var rsa = _policy.Authority.IssueServer(rsa: true);
        using var rsaKey = RSA.Create();
        rsaKey.ImportFromPem(rsa.KeyPem);
        Use(rsa with { KeyPem = rsaKey.ExportRSAPrivateKeyPem() });
        _policy.Load();
    }

    [Fact]
    public void Files_in_the_wrong_place_are_named()
    {
        var certificate = _policy.Authority.IssueServer();
        Assert.Contains("holds no certificate, but: PRIVATE KEY", ErrorWith(certificate with { CertificatePem = certificate.KeyPem }), StringComparison.Ordinal);
        Assert.Contains("holds no private key, but: CERTIFICATE", ErrorWith(certificate with { KeyPem = certificate.CertificatePem }), StringComparison.Ordinal);
        Assert.Contains("is not PEM", ErrorWith(certificate with { CertificatePem = "garbage" }), StringComparison.Ordinal);
        Assert.Contains("is an empty file", ErrorWith(certificate with { KeyPem = "" }), StringComparison.Ordinal);
        Assert.Contains("damaged certificate", ErrorWith(certificate with { CertificatePem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" }), StringComparison.Ordinal);
        Assert.Contains("damaged private key", ErrorWith(certificate with { KeyPem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var missing = Path.Combine(_policy.Directory, "nowhere.crt");
        _policy.Certificates[0] = Entry with { Certificate = new FileReference(missing, Here) };
        var error = _policy.LoadError();
        Assert.Contains($"{missing}: does not exist", error, StringComparison.Ordinal);
        Assert.StartsWith("test.conf:3:5: actor-tls.policies.main.certificates.0", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_no_file()
    {
        _policy.Certificates[0] = Entry with { Key = new FileReference(_policy.Directory, Here) };
        Assert.Contains("cannot be read", _policy.LoadError(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0600", null)]
    [InlineData("0640", null)]
    [InlineData("0440", null)]
    [InlineData("0604", "is a private key that others may read or write")]
    [InlineData("0602", "is a private key that others may read or write")]
    [InlineData("0641", "is a private key that others may read or write")]
    [InlineData("0660", "is a private key that its group may write")]
    public void A_key_is_for_its_owner_and_may_be_read_by_a_group(string mode, string? warning)
    {
        System.IO.File.SetUnixFileMode(Entry.Key.Path, (UnixFileMode)Convert.ToInt32(mode, 8));
        var report = new ConfigurationReport();
        Assert.NotNull(_policy.TryLoad(report));
        if (warning is null) Assert.Empty(report.Warnings);
        else Assert.Contains(warning, Assert.Single(report.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_others_may_replace_is_a_warning()
    {
        var directory = System.IO.Directory.CreateDirectory(Path.Combine(_policy.Directory, "shared"));
        var moved = Path.Combine(directory.FullName, "moved.key");
        System.IO.File.Move(Entry.Key.Path, moved);
        _policy.Certificates[0] = Entry with { Key = new FileReference(moved, Here) };
        directory.UnixFileMode |= UnixFileMode.OtherWrite;
        var report = new ConfigurationReport();
        Assert.NotNull(_policy.TryLoad(report));
        Assert.Contains($"is a private key that others may replace: they may write to {directory.FullName}", Assert.Single(report.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_others_may_write_is_a_warning()
    {
        System.IO.File.SetUnixFileMode(Entry.Certificate.Path, UnixFileMode.UserRead | UnixFileMode.OtherWrite);
        var report = new ConfigurationReport();
        Assert.NotNull(_policy.TryLoad(report));
        Assert.Contains("server1.crt: may be written by others", Assert.Single(report.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_told_at_once()
    {
        _policy.Groups = ["P-257"];
        _policy.CipherSuites = ["RC4-MD5"];
        _policy.Preset = null;
        _policy.Certificates[0] = Entry with { ServerNames = [new("10.0.0.1", Here)] };
        _policy.ClientCa = "nothing";
        _policy.Alpn = [new string('x', 256)];
        var report = new ConfigurationReport();
        Assert.Null(_policy.TryLoad(report));
        Assert.Equal(5, report.Errors.Count);
    }

    [Fact]
    public void What_is_named_twice_is_a_warning()
    {
        _policy.Groups = ["X25519", "P-256", "secp256r1"];
        _policy.Alpn = ["h2", "http/1.1", "h2"];
        _policy.Certificates.Add(Entry);
        var report = new ConfigurationReport();
        Assert.NotNull(_policy.TryLoad(report));
        Assert.Collection(
            report.Warnings.Select(warning => warning.ToString()),
            group => Assert.EndsWith("policies.main.2 = secp256r1: is named twice", group, StringComparison.Ordinal),
            certificate => Assert.Contains("is never served: entries before it have the names of CN=localhost", certificate, StringComparison.Ordinal),
            protocol => Assert.EndsWith("policies.main.2 = h2: is named twice", protocol, StringComparison.Ordinal));
    }

    [Fact]
    public void An_entry_of_which_something_is_served_is_nothing_to_tell_of()
    {
        _policy.AddCertificate(_policy.Authority.IssueServer(rsa: true));
        _policy.AddCertificate(_policy.Authority.IssueServer("second", ["localhost", "b.example"]));
        _policy.AddCertificate(_policy.Authority.IssueServer("third", ["*.example"]));
        var report = new ConfigurationReport();
        Assert.NotNull(_policy.TryLoad(report));
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public void Suites_that_fit_no_key_are_an_error()
    {
        (_policy.Preset, _policy.CipherSuites, _policy.Protocols) = (null, ["ECDHE-RSA-AES128-GCM-SHA256"], TlsProtocols.Tls12);
        Assert.Contains("has no TLS 1.2 suite for the ECDSA P-256 key of CN=localhost", _policy.LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ticket_lifetime_beyond_RFC_8446_is_an_error()
    {
        _policy.Tickets = new SessionTicketSettings(true, TimeSpan.FromDays(8));
        Assert.Contains("session-tickets.lifetime", _policy.LoadError(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secp256r1")]
    [InlineData("prime256v1")]
    [InlineData("P-521")]
    [InlineData("x25519")]
    public void A_group_goes_by_any_of_its_names(string group)
    {
        _policy.Groups = [group];
        _policy.Load();
    }

    [Fact]
    public void An_unknown_group_is_an_error()
    {
        _policy.Groups = ["X25519", "brainpool"];
        Assert.Contains("is no group for key exchange", _policy.LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_name_that_is_none_is_an_error()
    {
        _policy.Certificates[0] = Entry with { ServerNames = [new("a*.example", Here)] };
        Assert.Contains("is no server name", _policy.LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_CA_needs_a_revocation_list_where_there_is_one()
    {
        using var other = new TestCertificateAuthority("Other CA");
        _policy.RevocationLists.Add(RevocationList.Of(_policy.Authority.Certificate));
        _policy.ClientCa += other.CertificatePem;
        Assert.Contains("\"CN=Other CA\", for which client-crl has no list", _policy.LoadError(), StringComparison.Ordinal);
        _policy.RevocationLists.Add(RevocationList.Of(other.Certificate));
        _policy.Load();
    }

    [Fact]
    public void A_revocation_list_of_another_CA_of_the_same_name_does_not_count()
    {
        using var other = new TestCertificateAuthority();
        _policy.RevocationLists.Add(RevocationList.Of(other.Certificate));
        Assert.Contains(
            "holds a CRL of \"CN=Test CA\" that is not signed with the key of that CA in client-ca", _policy.LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_outdated_revocation_list_is_an_error()
    {
        _policy.RevocationLists.Add(RevocationList.Until(DateTimeOffset.UtcNow.AddMinutes(-1), _policy.Authority.Certificate));
        Assert.Contains("no currently valid CRL of \"CN=Test CA\"", _policy.LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_no_revocation_list_is_an_error()
    {
        _policy.RevocationLists.Add("garbage"u8.ToArray());
        Assert.Contains("holds no certificate revocation list", _policy.LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_revocation_list_may_be_PEM()
    {
        var der = RevocationList.Of(_policy.Authority.Certificate);
        _policy.RevocationLists.Add(System.Text.Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", der)));
        _policy.Load();
    }

    [SkippableFact]
    public void An_Ed25519_key_serves()
    {
        Skip.IfNot(OpenSslTool.IsInstalled, "needs the openssl command: apt install openssl");
        OpenSslTool.Run(_policy.Directory, "req -x509 -newkey ed25519 -nodes -days 2 -keyout ed.key -out ed.crt -subj /CN=ed -addext subjectAltName=DNS:localhost");
        Use(new IssuedCertificate(Read("ed.crt"), Read("ed.key")));
        Assert.Equal("Ed25519", _policy.Load().Certificates[0].KeyAlgorithm);
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13, trust: Read("ed.crt"));
        using var pair = new ChannelPair(server, client).Handshake();
    }

    private string Read(string name) => System.IO.File.ReadAllText(Path.Combine(_policy.Directory, name));

    private PemCertificateSettings Entry => (PemCertificateSettings)_policy.Certificates[0];

    private void Use(IssuedCertificate certificate) => _policy.Certificates[0] = new PemCertificateSettings(
        _policy.File("tested.crt", certificate.CertificatePem), _policy.File("tested.key", certificate.KeyPem), null,
        ImmutableArray<Located<string>>.Empty, Here);

    private string ErrorWith(IssuedCertificate certificate)
    {
        Use(certificate);
        return _policy.LoadError();
    }
}
