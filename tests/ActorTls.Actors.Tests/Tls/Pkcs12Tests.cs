using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;
using ActorTls.Tls.OpenSsl;
using ActorTls.Tls.OpenSsl.Certificates;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Certificates that come with their key and intermediates in one PKCS #12 file.</summary>
public sealed class Pkcs12Tests : IDisposable
{
    private static readonly SettingOrigin Here = new("test.conf", 3, 5, "actor-tls.policies.main.certificates.0");
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    [Theory]
    [InlineData(false, Pkcs12ExportPbeParameters.Pbes2Aes256Sha256)]
    [InlineData(true, Pkcs12ExportPbeParameters.Pbes2Aes256Sha256)]
    [InlineData(false, Pkcs12ExportPbeParameters.Pkcs12TripleDesSha1)]
    public void The_first_line_of_the_password_file_opens_it(bool rsa, Pkcs12ExportPbeParameters encryption)
    {
        using var certificate = _policy.Authority.IssueServer(rsa: rsa).ToX509();
        Use(certificate.ExportPkcs12(encryption, "sécret"), "sécret\n");

        var policy = _policy.Load();
        Assert.Equal("CN=localhost", policy.Certificates[0].Subject);
        Assert.Equal(["localhost"], policy.Certificates[0].ServerNames.AsEnumerable());
        Serves();
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void One_without_a_password_needs_no_password_file(string? none)
    {
        using var certificate = _policy.Authority.IssueServer().ToX509();
        Use(certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, none), null);
        Serves();
    }

    [SkippableFact]
    public void What_an_absent_password_opens_by_half_does_not_count_twice_when_the_empty_one_opens_all()
    {
        Skip.IfNot(OpenSslTool.IsInstalled, "needs the openssl command: apt install openssl");
        var certificate = _policy.Authority.IssueServer();
        _policy.File("plain.pem", certificate.CertificatePem + certificate.KeyPem);
        OpenSslTool.Run(_policy.Directory,
            "pkcs12 -export -in plain.pem -out plain.p12 -nomac -keypbe NONE -certpbe PBE-SHA1-3DES -passout pass:");
        Use(File.ReadAllBytes(Path.Combine(_policy.Directory, "plain.p12")), null);
        Serves();
    }

    [Fact]
    public void Intermediates_are_sent_in_order_and_a_root_is_not()
    {
        using var first = new TestIntermediate(_policy.Authority);
        using var second = new TestIntermediate(first.Certificate, 1);
        using var leaf = second.IssueServer().ToX509();
        X509Certificate2[] authorities = [.. new[] { _policy.Authority.Certificate, first.Certificate, second.Certificate }
            .Select(authority => X509CertificateLoader.LoadCertificate(authority.RawData))]; // without their keys
        Use(Export([.. authorities, leaf]), "secret");

        var served = Assert.Single(((OpenSslPolicy)_policy.Load()).Served);
        Assert.Equal([second.Certificate.RawData, first.Certificate.RawData], served.Chain.Select(NativeCertificates.Encode));
        Serves();
    }

    [Fact]
    public void Another_password_is_an_error_that_names_both_files()
    {
        using var certificate = _policy.Authority.IssueServer().ToX509();
        Use(Export(certificate), "Secret");
        AssertError("tested.p12: does not open with the password in", "tested.pass, or is damaged");
    }

    [Fact]
    public void Without_its_password_it_is_an_error()
    {
        using var certificate = _policy.Authority.IssueServer().ToX509();
        Use(Export(certificate), null);
        AssertError("does not open without a password, and no password-file is given for it");
    }

    [Fact]
    public void An_empty_password_file_is_an_error()
    {
        using var certificate = _policy.Authority.IssueServer().ToX509();
        Use(Export(certificate), "");
        AssertError("tested.pass: is an empty file");
    }

    [Fact]
    public void One_key_and_its_certificate_are_what_it_must_hold()
    {
        using var certificate = _policy.Authority.IssueServer().ToX509();
        using var other = _policy.Authority.IssueServer().ToX509();
        using var withoutKey = X509CertificateLoader.LoadCertificate(certificate.RawData);
        Use(Export(withoutKey), "secret");
        AssertError("holds no private key");
        Use(Export(certificate, other), "secret");
        AssertError("holds several private keys");
    }

    [SkippableFact]
    public void A_key_without_its_certificate_is_an_error()
    {
        Skip.IfNot(OpenSslTool.IsInstalled, "needs the openssl command: apt install openssl");
        var certificate = _policy.Authority.IssueServer();
        _policy.File("plain.key", certificate.KeyPem);
        OpenSslTool.Run(_policy.Directory, "pkcs12 -export -inkey plain.key -nocerts -out old.p12 -passout pass:secret");
        Use(File.ReadAllBytes(Path.Combine(_policy.Directory, "old.p12")), "secret");
        AssertError("holds a private key, but not its certificate");
    }

    [Fact]
    public void Whatever_is_no_PKCS12_is_an_error()
    {
        Use("garbage"u8.ToArray(), "secret");
        AssertError("is no PKCS #12 file, or a damaged one");
    }

    [Fact]
    public void A_file_that_was_changed_anywhere_is_refused_or_opens_unchanged()
    {
        using var certificate = _policy.Authority.IssueServer().ToX509();
        var bundle = Export(certificate);
        for (var at = 0; at < bundle.Length; at += 13)
        {
            var changed = (byte[])bundle.Clone();
            changed[at] ^= 0x20;
            Use(changed, "secret");
            if (_policy.TryLoad(new ConfigurationReport()) is { } policy)
                Assert.Equal(certificate.RawData, NativeCertificates.Encode(((OpenSslPolicy)policy).Served[0].Certificate));
        }
    }

    [Fact]
    public void One_that_others_may_read_is_a_warning()
    {
        using var certificate = _policy.Authority.IssueServer().ToX509();
        Use(Export(certificate), "secret");
        File.SetUnixFileMode(Path.Combine(_policy.Directory, "tested.p12"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var report = new ConfigurationReport();
        Assert.NotNull(_policy.TryLoad(report));
        Assert.Contains("tested.p12: is a private key that others may read or write", Assert.Single(report.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Something_behind_it_is_an_error()
    {
        using var certificate = _policy.Authority.IssueServer().ToX509();
        Use([.. Export(certificate), 0], "secret");
        AssertError("tested.p12: is no PKCS #12 file, or a damaged one");
    }

    [SkippableFact]
    public void A_damaged_certificate_among_others_is_an_error()
    {
        Skip.IfNot(OpenSslTool.IsInstalled, "needs the openssl command: apt install openssl");
        var certificate = _policy.Authority.IssueServer();
        _policy.File("plain.pem", certificate.CertificatePem + certificate.KeyPem + _policy.Authority.CertificatePem);
        OpenSslTool.Run(_policy.Directory, "pkcs12 -export -in plain.pem -out plain.p12 -nomac -keypbe NONE -certpbe NONE -passout pass:");
        var bundle = File.ReadAllBytes(Path.Combine(_policy.Directory, "plain.p12"));
        var other = bundle.AsSpan().IndexOf(_policy.Authority.Certificate.RawData);
        Assert.True(other > 0);
        bundle[other + 4] = 0x31; // what is to be signed is no sequence any more
        Use(bundle, null);
        AssertError("tested.p12: holds a damaged certificate");
    }

    [Fact]
    public void An_expired_certificate_in_it_is_an_error()
    {
        using var certificate = _policy.Authority.IssueServer(
            notBefore: DateTimeOffset.UtcNow.AddDays(-9), notAfter: DateTimeOffset.UtcNow.AddDays(-1)).ToX509();
        Use(Export(certificate), "secret");
        AssertError("tested.p12: expired at");
    }

    [SkippableFact]
    public void An_algorithm_that_OpenSSL_lacks_is_named_and_how_to_convert_the_file()
    {
        Skip.IfNot(OpenSslTool.IsInstalled, "needs the openssl command: apt install openssl");
        var certificate = _policy.Authority.IssueServer();
        _policy.File("plain.pem", certificate.CertificatePem + certificate.KeyPem);
        OpenSslTool.Run(_policy.Directory, "pkcs12 -export -legacy -in plain.pem -out old.p12 -passout pass:secret");
        Use(File.ReadAllBytes(Path.Combine(_policy.Directory, "old.p12")), "secret");
        AssertError("is encrypted with RC2-40-CBC, which this OpenSSL does not offer", "openssl pkcs12 -legacy");
    }

    private static byte[] Export(params X509Certificate2[] certificates) =>
        new X509Certificate2Collection(certificates).ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, "secret");

    private void Use(byte[] bundle, string? passwordFile)
    {
        var file = _policy.File("tested.p12", "");
        File.WriteAllBytes(file.Path, bundle);
        _policy.Certificates[0] = new Pkcs12CertificateSettings(
            file, passwordFile is null ? null : _policy.File("tested.pass", passwordFile), [], Here);
    }

    private void Serves()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient());
        using var pair = new ChannelPair(server, client).Handshake();
    }

    private void AssertError(params string[] parts)
    {
        var error = _policy.LoadError();
        foreach (var part in parts) Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.OrdinalIgnoreCase);
    }
}
