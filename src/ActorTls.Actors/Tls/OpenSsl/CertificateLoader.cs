using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;

namespace ActorTls.Tls.OpenSsl;

/// <summary>Reads and checks the certificates that a policy serves.</summary>
internal sealed class CertificateLoader(PolicyFileReader files, DateTimeOffset now, ConfigurationReport report)
{
    private const string AcceptedKeys = "RSA of at least 2048 bits, ECDSA on P-256, P-384 or P-521, Ed25519";

    /// <summary>Null when there was an error.</summary>
    internal ServedCertificate? Load(CertificateSettings settings)
    {
        var blocks = files.ReadCertificates(settings.Certificate);
        using var keyBlock = files.ReadPrivateKey(settings.Key);
        var certificate = blocks is null ? null : ParseLeaf(blocks[0], settings.Certificate);
        using (certificate)
        {
            var patterns = certificate is null ? [] : PatternsOf(settings, certificate);
            if (certificate is null || keyBlock is null || patterns is null) return null;
            return Assemble(settings, certificate, blocks!, keyBlock, patterns.Value);
        }
    }

    private ServedCertificate? Assemble(
        CertificateSettings settings, X509Certificate2 certificate, List<PemBlock> blocks, PemBlock keyBlock,
        ImmutableArray<string> patterns)
    {
        if (DescribeKey(certificate) is not var (kind, algorithm))
        {
            report.Error(settings.Certificate.Origin, settings.Certificate.Path, "has a key of a kind or size that is not accepted", AcceptedKeys);
            return null;
        }
        var handles = blocks.ConvertAll(block => NativeCertificates.ParseCertificate(block.Content));
        var broken = handles.IndexOf(null);
        if (broken >= 0)
        {
            report.Error(settings.Certificate.Origin, settings.Certificate.Path, $"holds a damaged certificate (block {broken + 1})");
            return null;
        }
        if (NativeCertificates.ParsePrivateKey(keyBlock.Content) is not { } key)
        {
            report.Error(settings.Key.Origin, settings.Key.Path, "holds a damaged private key, or one of an unknown kind", AcceptedKeys);
            return null;
        }
        if (LibCrypto.X509_check_private_key(handles[0]!, key) != 1)
        {
            report.Error(settings.Key.Origin, settings.Key.Path, $"is not the private key of the certificate {settings.Certificate.Path}");
            return null;
        }
        return new ServedCertificate
        {
            Certificate = handles[0]!,
            Chain = [.. handles.Skip(1).Select(handle => handle!)],
            Key = key,
            Encoded = blocks[0].Content,
            KeyKind = kind,
            Patterns = patterns,
            Summary = new ServerCertificateSummary(
                PrintableText.OneLine(certificate.Subject), algorithm, patterns, EndOf(certificate)),
        };
    }

    private X509Certificate2? ParseLeaf(PemBlock block, FileReference file)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509CertificateLoader.LoadCertificate(block.Content);
        }
        catch (CryptographicException)
        {
            report.Error(file.Origin, file.Path, "holds a damaged certificate (block 1)");
            return null;
        }
        if (IsValidNow(certificate, file)) return certificate;
        certificate.Dispose();
        return null;
    }

    private bool IsValidNow(X509Certificate2 certificate, FileReference file)
    {
        var (start, end) = (StartOf(certificate), EndOf(certificate));
        var problem = now > end ? $"expired at {Format(end)}"
            : now < start ? $"is not yet valid, only from {Format(start)}"
            : null;
        if (problem is null) return true;
        report.Error(file.Origin, file.Path, $"{problem} (valid from {Format(start)} to {Format(end)}, now {Format(now)})");
        return false;
    }

    private ImmutableArray<string>? PatternsOf(CertificateSettings settings, X509Certificate2 certificate)
    {
        if (settings.ServerNames.IsEmpty)
        {
            var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(extension => extension.EnumerateDnsNames());
            return [.. names.Select(ServerNamePattern.Parse).OfType<string>().Distinct()];
        }
        var patterns = ImmutableArray.CreateBuilder<string>();
        foreach (var name in settings.ServerNames)
        {
            if (ServerNamePattern.Parse(name.Value) is { } pattern) patterns.Add(pattern);
            else report.Error(name.Origin, name.Value, "is no server name", "a host name such as www.example.com, or *.example.com");
        }
        return patterns.Count == settings.ServerNames.Length ? [.. patterns.Distinct()] : null;
    }

    private static (string Kind, string Algorithm)? DescribeKey(X509Certificate2 certificate)
    {
        try
        {
            if (certificate.PublicKey.Oid.Value == "1.3.101.112") return ("Ed25519", "Ed25519");
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is not null) return rsa.KeySize >= 2048 ? ("RSA", $"RSA {rsa.KeySize}") : null;
            using var ecdsa = certificate.GetECDsaPublicKey();
            var curve = ecdsa?.ExportParameters(false).Curve.Oid;
            return curve is { Value: null, FriendlyName: null } or null ? null
                : CurveName(curve) is { } name ? ("ECDSA", $"ECDSA {name}") : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string? CurveName(Oid curve) => (curve.Value ?? curve.FriendlyName) switch
    {
        "1.2.840.10045.3.1.7" or "nistP256" => "P-256",
        "1.3.132.0.34" or "nistP384" => "P-384",
        "1.3.132.0.35" or "nistP521" => "P-521",
        _ => null,
    };

    private static DateTimeOffset StartOf(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());

    private static DateTimeOffset EndOf(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    private static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
