using System.Security.Cryptography;
using System.Text;
using ActorTls.Configuration;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>What becomes of each kind of block in each kind of file: nothing is dropped that somebody would believe in.</summary>
public sealed class PemBlocksInPlaceTests : IDisposable
{
    private const string Mark = "\uFEFF";
    private static readonly SettingOrigin Here = new("test.conf", 3, 5, "actor-tls.policies.main.certificates.0");
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    [Fact]
    public void Authorities_with_a_mark_before_and_no_line_break_between_them_all_count()
    {
        using var second = new TestCertificateAuthority("Second CA");
        using var third = new TestCertificateAuthority("Third CA");
        _policy.ClientCa = Mark + _policy.Authority.CertificatePem.TrimEnd() + second.CertificatePem.TrimEnd() + third.CertificatePem;
        Assert.Equal(3, ((ActorTls.Tls.OpenSsl.OpenSslPolicy)_policy.Load()).ClientTrust!.Certificates.Length);
    }

    [Theory]
    [InlineData(100, "is not base64")]
    [InlineData(0, "holds a damaged certificate")]
    public void A_damaged_authority_among_others_is_an_error_with_its_line(int at, string problem)
    {
        using var second = new TestCertificateAuthority("Second CA");
        var pem = second.CertificatePem;
        var first = pem.IndexOf('\n', StringComparison.Ordinal) + 1;
        pem = at == 0 ? pem.Remove(first, 4) : pem[..(first + at)] + "*" + pem[(first + at + 1)..];
        _policy.ClientCa += pem;
        var line = _policy.Authority.CertificatePem.Count(c => c == '\n') + (at == 0 ? 1 : 3);
        AssertError(problem, $"(line {line})");
    }

    [Fact]
    public void Half_of_a_chain_is_an_error()
    {
        var leaf = _policy.Authority.IssueServer();
        Use(leaf with { CertificatePem = leaf.CertificatePem + _policy.Authority.CertificatePem[..200] });
        AssertError("tested.crt: holds a block CERTIFICATE that has no end");
    }

    [Fact]
    public void A_mark_before_certificate_and_key_is_passed_over()
    {
        var certificate = _policy.Authority.IssueServer();
        Use(new IssuedCertificate(Mark + certificate.CertificatePem, Mark + certificate.KeyPem));
        _policy.Load();
    }

    [Theory]
    [InlineData("secret\n")]
    [InlineData("\uFEFFsecret\r\n")]
    public void A_mark_before_an_encrypted_key_and_its_password_is_passed_over(string password)
    {
        var certificate = _policy.Authority.IssueServer();
        using var key = ECDsa.Create();
        key.ImportFromPem(certificate.KeyPem);
        var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem(
            "secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        // Behind a certificate without a line break, and indented, as OpenSSL itself would not read it.
        Use(certificate with { KeyPem = Mark + certificate.CertificatePem.TrimEnd() + "  " + encrypted }, password);
        _policy.Load();
    }

    [Fact]
    public void Keys_and_certificates_may_share_a_file_and_OpenSSL_s_parameters_stand_before_a_key()
    {
        var certificate = _policy.Authority.IssueServer();
        var both = Block("EC PARAMETERS") + certificate.KeyPem + certificate.CertificatePem;
        Use(new IssuedCertificate(both, both));
        Assert.Empty(Warnings());
    }

    [Theory]
    [InlineData("TRUSTED CERTIFICATE", "openssl x509 -in FILE -out NEW")]
    [InlineData("X509 CRL", "client-crl")]
    [InlineData("PKCS7", "is not read here")]
    [InlineData("WHATEVER", "is not read here")]
    public void A_block_that_trust_might_depend_on_is_an_error_in_every_file_of_certificates(string label, string told)
    {
        _policy.ClientCa += Block(label);
        AssertError($"holds a block {label} (line ", told);

        _policy.ClientCa = _policy.Authority.CertificatePem;
        var certificate = _policy.Authority.IssueServer();
        Use(certificate with { CertificatePem = certificate.CertificatePem + Block(label) });
        AssertError($"tested.crt: holds a block {label} (line ", told);
    }

    [Fact]
    public void A_block_without_any_effect_is_a_warning()
    {
        var certificate = _policy.Authority.IssueServer();
        Use(certificate with { CertificatePem = certificate.CertificatePem + Block("DH PARAMETERS") });
        _policy.ClientCa += certificate.KeyPem;
        var warnings = Warnings();
        Assert.Contains(warnings, warning => warning.Contains("tested.crt: holds a block DH PARAMETERS", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("client-ca.crt: holds a block PRIVATE KEY", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "-----BEGIN X509 CRL-----\nAAAA\n", "has no end")]
    [InlineData("", "WHATEVER", "is not read here")]
    [InlineData("\u0001", "", "holds no certificate revocation list")]
    public void A_revocation_list_with_something_else_behind_it_is_an_error(string binary, string block, string problem)
    {
        var list = RevocationList.Of(_policy.Authority.Certificate);
        var behind = block == "WHATEVER" ? Block(block) : block;
        _policy.RevocationLists.Add(binary.Length > 0
            ? [.. list, .. Encoding.ASCII.GetBytes(binary)]
            : Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", list) + "\n" + behind));
        AssertError(problem);
    }

    [Fact]
    public void A_revocation_list_in_DER_behind_one_in_PEM_is_an_error()
    {
        var list = RevocationList.Of(_policy.Authority.Certificate);
        _policy.RevocationLists.Add([.. Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", list) + "\n"), .. list]);
        AssertError("holds binary data beside PEM");
    }

    [Fact]
    public void Another_form_is_named()
    {
        using var certificate = _policy.Authority.IssueServer().ToX509();
        _policy.ClientCa = "garbage";
        AssertError("client-ca.crt: is not PEM; accepted: a PEM file with CERTIFICATE blocks");
        Use(new IssuedCertificate("", ""));
        File.WriteAllBytes(Path.Combine(_policy.Directory, "tested.crt"), certificate.RawData);
        File.WriteAllBytes(Path.Combine(_policy.Directory, "tested.key"), [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("-----BEGIN")]);
        _policy.ClientCa = _policy.Authority.CertificatePem;
        var report = new ConfigurationReport();
        Assert.Null(_policy.TryLoad(report));
        Assert.Contains(report.Errors, error => error.ToString().Contains("tested.crt: is not PEM, but seems to be DER", StringComparison.Ordinal));
        Assert.Contains(report.Errors, error => error.ToString().Contains("tested.key: is not PEM, but UTF-16 text", StringComparison.Ordinal));
    }

    [Fact]
    public void An_authority_that_is_named_twice_is_a_warning()
    {
        _policy.ClientCa += _policy.Authority.CertificatePem;
        Assert.Contains("\"CN=Test CA\" (line", Assert.Single(Warnings()), StringComparison.Ordinal);
    }

    private static string Block(string label) => PemEncoding.WriteString(label, [5, 0]) + "\n";

    private void Use(IssuedCertificate certificate, string? password = null) => _policy.Certificates[0] = new PemCertificateSettings(
        _policy.File("tested.crt", certificate.CertificatePem), _policy.File("tested.key", certificate.KeyPem),
        password is null ? null : _policy.File("tested.pass", password), [], Here);

    private string[] Warnings()
    {
        var report = new ConfigurationReport();
        Assert.True(_policy.TryLoad(report) is not null, string.Join('\n', report.Errors));
        return [.. report.Warnings.Select(warning => warning.ToString())];
    }

    private void AssertError(params string[] parts)
    {
        var error = _policy.LoadError();
        foreach (var part in parts) Assert.Contains(part, error, StringComparison.Ordinal);
    }
}
