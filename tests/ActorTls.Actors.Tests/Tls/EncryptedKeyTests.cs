using System.Security.Cryptography;
using ActorTls.Configuration;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Private keys in PEM that a password opens.</summary>
public sealed class EncryptedKeyTests : IDisposable
{
    private static readonly SettingOrigin Here = new("test.conf", 3, 5, "actor-tls.policies.main.certificates.0");
    private static readonly PbeParameters Modern = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    [Theory]
    [InlineData(false, "secret\n")]
    [InlineData(true, "secret\r\n")]
    [InlineData(false, "secret")]
    [InlineData(true, "secret\nand what follows is not read")]
    public void The_first_line_of_the_file_opens_it(bool rsa, string file)
    {
        var certificate = _policy.Authority.IssueServer(rsa: rsa);
        Use(certificate with { KeyPem = Encrypted(certificate, "secret") }, file);
        Serves();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_traditional_form_is_opened_too(bool rsa)
    {
        var certificate = _policy.Authority.IssueServer(rsa: rsa);
        Use(certificate with { KeyPem = TraditionallyEncrypted(certificate, "secret") }, "secret\n");
        Serves();
    }

    [Fact]
    public void A_password_is_bytes_as_they_are_written()
    {
        var certificate = _policy.Authority.IssueServer();
        Use(certificate with { KeyPem = Encrypted(certificate, " pässwörd ") }, " pässwörd \n");
        Serves();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_password_is_an_error_that_names_both_files(bool traditional)
    {
        var certificate = _policy.Authority.IssueServer();
        var key = traditional ? TraditionallyEncrypted(certificate, "secret") : Encrypted(certificate, "secret");
        Use(certificate with { KeyPem = key }, "Secret\n");
        AssertError("tested.key: does not open with the password in", "tested.pass, or is damaged");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_a_password_it_is_an_error_and_nobody_is_asked(bool traditional)
    {
        var certificate = _policy.Authority.IssueServer();
        var key = traditional ? TraditionallyEncrypted(certificate, "secret") : Encrypted(certificate, "secret");
        Use(certificate with { KeyPem = key }, null);
        AssertError("is an encrypted private key, and no password-file is given for it");
    }

    [Theory]
    [InlineData("", "tested.pass: is an empty file")]
    [InlineData("\nsecret\n", "tested.pass: has an empty first line")]
    [InlineData("\r\n", "tested.pass: has an empty first line")]
    [InlineData("sec\0ret\n", "has a NUL byte in its first line")]
    public void A_password_file_without_a_password_is_an_error(string file, string error)
    {
        var certificate = _policy.Authority.IssueServer();
        Use(certificate with { KeyPem = Encrypted(certificate, "secret") }, file);
        AssertError(error);
    }

    [Fact]
    public void A_password_is_never_cut_short()
    {
        var certificate = _policy.Authority.IssueServer();
        var longest = new string('x', 1023);
        Use(certificate with { KeyPem = Encrypted(certificate, longest) }, longest);
        Serves();
        Use(certificate with { KeyPem = Encrypted(certificate, longest + "x") }, longest + "x");
        AssertError("has a password of 1024 bytes", "at most 1023 bytes");
    }

    [Fact]
    public void A_password_file_that_is_missing_is_an_error()
    {
        var certificate = _policy.Authority.IssueServer();
        Use(certificate with { KeyPem = Encrypted(certificate, "secret") }, "secret");
        File.Delete(Entry.PasswordFile!.Value.Path);
        AssertError("tested.pass: does not exist");
    }

    [Fact]
    public void A_password_file_that_others_may_read_is_a_warning()
    {
        var certificate = _policy.Authority.IssueServer();
        Use(certificate with { KeyPem = Encrypted(certificate, "secret") }, "secret");
        File.SetUnixFileMode(Entry.PasswordFile!.Value.Path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        AssertWarning("tested.pass: is a password that others may read or write");
    }

    [Fact]
    public void A_password_for_a_key_that_is_not_encrypted_is_a_warning()
    {
        Use(_policy.Authority.IssueServer(), "secret");
        AssertWarning("tested.pass: has no effect: the private key in");
    }

    [Fact]
    public void A_file_with_several_keys_is_an_error_in_whatever_form_they_are()
    {
        var certificate = _policy.Authority.IssueServer();
        Use(certificate with { KeyPem = certificate.KeyPem + TraditionallyEncrypted(certificate, "secret") }, "secret");
        AssertError("holds several private keys");
    }

    [Fact]
    public void Damaged_keys_are_errors()
    {
        var certificate = _policy.Authority.IssueServer();
        var encrypted = Encrypted(certificate, "secret");
        Use(certificate with { KeyPem = encrypted.Replace(encrypted.Substring(200, 8), "AAAAAAAA", StringComparison.Ordinal) }, "secret");
        AssertError("does not open with the password");
        Use(certificate with { KeyPem = "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END EC PRIVATE KEY-----\n" }, "secret");
        AssertError("does not open with the password");
    }

    [SkippableTheory]
    [InlineData("pkcs8 -topk8 -v1 PBE-SHA1-RC2-40", "RC2-40-CBC")]
    [InlineData("rsa -traditional -des", "DES-CBC")]
    public void An_algorithm_that_OpenSSL_lacks_is_named_and_how_to_convert_the_key(string conversion, string algorithm)
    {
        Skip.IfNot(OpenSslTool.IsInstalled, "needs the openssl command: apt install openssl");
        var certificate = _policy.Authority.IssueServer(rsa: true);
        _policy.File("plain.key", certificate.KeyPem);
        OpenSslTool.Run(_policy.Directory, $"{conversion} -provider legacy -provider default -in plain.key -out old.key -passout pass:secret");
        Use(certificate with { KeyPem = File.ReadAllText(Path.Combine(_policy.Directory, "old.key")) }, "secret");
        AssertError($"is encrypted with {algorithm}, which this OpenSSL does not offer", "openssl pkcs8 -topk8 -v2 aes-256-cbc");
    }

    private PemCertificateSettings Entry => (PemCertificateSettings)_policy.Certificates[0];

    private void Use(IssuedCertificate certificate, string? passwordFile) => _policy.Certificates[0] = new PemCertificateSettings(
        _policy.File("tested.crt", certificate.CertificatePem), _policy.File("tested.key", certificate.KeyPem),
        passwordFile is null ? null : _policy.File("tested.pass", passwordFile), [], Here);

    private void Serves()
    {
        var report = new ConfigurationReport();
        _policy.TryLoad(report);
        Assert.Empty(report.Errors);
        Assert.Empty(report.Warnings);
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

    private void AssertWarning(string text)
    {
        var report = new ConfigurationReport();
        Assert.NotNull(_policy.TryLoad(report));
        Assert.Contains(text, Assert.Single(report.Warnings).ToString(), StringComparison.Ordinal);
    }

    private static string Encrypted(IssuedCertificate certificate, string password)
    {
        using var key = Import(certificate);
        return key.ExportEncryptedPkcs8PrivateKeyPem(password, Modern);
    }

    /// <summary>As RFC 1421 and OpenSSL before 1.0 did it: the key is MD5 of password and salt.</summary>
    private static string TraditionallyEncrypted(IssuedCertificate certificate, string password)
    {
        using var key = Import(certificate);
        var (label, content) = key is RSA rsa
            ? ("RSA PRIVATE KEY", rsa.ExportRSAPrivateKey())
            : ("EC PRIVATE KEY", ((ECDsa)key).ExportECPrivateKey());
        var vector = RandomNumberGenerator.GetBytes(16);
        using var aes = Aes.Create();
        aes.Key = CryptographicOperations.HashData(HashAlgorithmName.MD5, (byte[])[.. System.Text.Encoding.UTF8.GetBytes(password), .. vector[..8]]);
        var body = string.Join('\n', Convert.ToBase64String(aes.EncryptCbc(content, vector)).Chunk(64).Select(line => new string(line)));
        return $"-----BEGIN {label}-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{Convert.ToHexString(vector)}\n\n{body}\n-----END {label}-----\n";
    }

    private static AsymmetricAlgorithm Import(IssuedCertificate certificate)
    {
        using var parsed = certificate.ToX509();
        AsymmetricAlgorithm key = parsed.PublicKey.Oid.Value == "1.2.840.113549.1.1.1" ? RSA.Create() : ECDsa.Create();
        key.ImportFromPem(certificate.KeyPem);
        return key;
    }
}
