using ActorTls.Configuration;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.Pem;

namespace ActorTls.Tls.Policies;

/// <summary>Reads <c>cert</c> and <c>key</c>: certificates in PEM, and a private key in PEM, encrypted or not.</summary>
internal sealed class PemCertificateLoader(IPolicyLibrary library, PolicyFileReader files, ConfigurationReport report)
{
    private const string AcceptedFile = "a PEM file with a PRIVATE KEY block";

    /// <summary>Loads an entry; null when there was an error about the certificate. Errors of both files are reported.</summary>
    internal CertificateMaterial? Load(PemCertificateSettings settings)
    {
        var blocks = files.ReadCertificates(settings.Certificate, PemPurpose.CertificateChain);
        var key = LoadKey(settings.Key, settings.PasswordFile);
        if (blocks is null) return null;

        var chain = blocks.ConvertAll(block => library.Certificates.DecodeCertificate(block.Content));
        var broken = chain.IndexOf(null);
        if (broken >= 0)
        {
            report.Error(settings.Certificate.Origin, settings.Certificate.Path, $"holds a damaged certificate (line {blocks[broken].Line})");
            return null;
        }
        if (key is not null && !chain[0]!.HasKey(key))
        {
            report.Error(settings.Key.Origin, settings.Key.Path, $"is not the private key of the certificate {settings.Certificate.Path}");
            key = null;
        }
        return new CertificateMaterial([.. chain.Select(each => each!)], blocks[0].Content, key);
    }

    private IPrivateKey? LoadKey(FileReference file, FileReference? passwordFile)
    {
        using var password = passwordFile is { } named ? files.ReadPassword(named) : null;
        if (files.ReadSecret(file, "private key") is not { } content) return null;
        using var pem = PemFile.Parse(content);
        try
        {
            if (pem.IsNone)
            {
                report.Error(file.Origin, file.Path, PolicyFileReader.DescribeForm(content), AcceptedFile);
                return null;
            }
            if (!PemPurpose.PrivateKey.Check(pem, file, report)) return null;
            switch (pem.Blocks.FindAll(block => block.IsPrivateKey))
            {
                case []:
                    report.Error(file.Origin, file.Path, PolicyFileReader.Describe(pem.Blocks, "private key"), AcceptedFile);
                    return null;
                case [{ IsEncryptedKey: true } encrypted]:
                    return Decrypt(encrypted, content, file, passwordFile, password);
                case [var plain]:
                    return ParsePlain(plain, file, passwordFile);
                default:
                    report.Error(file.Origin, file.Path, "holds several private keys", "a PEM file with one PRIVATE KEY block");
                    return null;
            }
        }
        finally
        {
            content.AsSpan().Clear();
        }
    }

    private IPrivateKey? ParsePlain(PemBlock block, FileReference file, FileReference? passwordFile)
    {
        if (passwordFile is { } unused)
            report.Warning(unused.Origin, unused.Path, $"has no effect: the private key in {file.Path} is not encrypted");
        if (library.Keys.Decode(block.Content) is { } key) return key;
        report.Error(file.Origin, file.Path, "holds a damaged private key, or one of an unknown kind", CertificateLoader.AcceptedKeys);
        return null;
    }

    private IPrivateKey? Decrypt(PemBlock block, byte[] content, FileReference file, FileReference? passwordFile, Password? password)
    {
        if (passwordFile is not { } named)
        {
            report.Error(file.Origin, file.Path, "is an encrypted private key, and no password-file is given for it",
                "password-file with the password in its first line, or an unencrypted key");
            return null;
        }
        if (password is null) return null; // reported already
        if (library.Keys.Decrypt(block, content, password, out var missingAlgorithm) is { } key) return key;
        if (missingAlgorithm is { } algorithm)
            report.Error(file.Origin, file.Path, $"is encrypted with {algorithm}, which this {library.Name} does not offer",
                "a key with modern encryption: openssl pkcs8 -topk8 -v2 aes-256-cbc -provider legacy -provider default -in OLD -out NEW");
        else
            report.Error(file.Origin, file.Path, $"does not open with the password in {named.Path}, or is damaged");
        return null;
    }
}
