using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.ServerNames;

namespace ActorTls.Tls.Policies;

/// <summary>Reads and checks the certificates that a policy serves.</summary>
internal sealed class CertificateLoader(IPolicyLibrary library, PolicyFileReader files, DateTimeOffset now, ConfigurationReport report)
{
    internal const string AcceptedKeys = "RSA of at least 2048 bits, ECDSA on P-256, P-384 or P-521, Ed25519";

    private readonly PemCertificateLoader _pem = new(library, files, report);
    private readonly Pkcs12CertificateLoader _pkcs12 = new(library, files, report);

    /// <summary>Loads one entry of <c>certificates</c>; null when there was an error.</summary>
    internal ServedCertificate? Load(CertificateSettings settings)
    {
        var file = settings switch
        {
            PemCertificateSettings pem => pem.Certificate,
            Pkcs12CertificateSettings bundle => bundle.Bundle,
            _ => throw new ArgumentException($"{settings.GetType()} is no entry of certificates.", nameof(settings)),
        };
        try
        {
            return Load(settings, file);
        }
        catch (Exception exception)
        {
            // Certificates come from others. An exception about one is an error of the file, and must not end the server.
            report.Error(file.Origin, file.Path, $"cannot be used: {exception.Message}");
            return null;
        }
    }

    private ServedCertificate? Load(CertificateSettings settings, FileReference file)
    {
        var material = settings switch
        {
            PemCertificateSettings pem => _pem.Load(pem),
            Pkcs12CertificateSettings bundle => _pkcs12.Load(bundle),
            _ => null,
        };
        if (material is null) return null;
        using var certificate = Parse(material.Encoded, file);
        if (certificate is null) return null;
        var end = CheckValidity(material.Chain[0], file);
        if (PatternsOf(settings, certificate, file) is not { } patterns || end is not { } notAfter || material.Key is not { } key) return null;
        if (DescribeKey(certificate) is not var (kind, algorithm))
        {
            report.Error(file.Origin, file.Path, "has a key of a kind or size that is not accepted", AcceptedKeys);
            return null;
        }
        return new ServedCertificate
        {
            File = file,
            Certificate = material.Chain[0],
            Chain = material.Chain[1..],
            Key = key,
            Encoded = material.Encoded,
            KeyKind = kind,
            Patterns = patterns,
            Summary = new ServerCertificateSummary(CertificateText.SubjectOf(material.Encoded), algorithm, patterns, notAfter),
        };
    }

    private X509Certificate2? Parse(byte[] encoded, FileReference file)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(encoded);
        }
        catch (CryptographicException)
        {
            report.Error(file.Origin, file.Path, "holds a damaged certificate");
            return null;
        }
    }

    /// <summary>The end of the validity; null when the certificate is not valid now. The library's times are used, as .NET cannot read all of them.</summary>
    private DateTimeOffset? CheckValidity(ICertificate certificate, FileReference file)
    {
        if (certificate.NotBefore is not { } start || certificate.NotAfter is not { } end)
        {
            report.Error(file.Origin, file.Path, "has a validity that cannot be read", "times as RFC 5280, section 4.1.2.5, has them");
            return null;
        }
        var problem = now > end ? $"expired at {Format(end)}"
            : now < start ? $"is not yet valid, only from {Format(start)}"
            : null;
        if (problem is null) return end;
        report.Error(file.Origin, file.Path, $"{problem} (valid from {Format(start)} to {Format(end)}, now {Format(now)})");
        return null;
    }

    private ImmutableArray<string>? PatternsOf(CertificateSettings settings, X509Certificate2 certificate, FileReference file)
    {
        if (settings.ServerNames.IsEmpty)
        {
            var names = AlternativeNames.Read(
                certificate, leftOut => report.Warning(file.Origin, file.Path, $"has {leftOut} is left out"));
            return [.. names.Distinct()];
        }
        var patterns = ImmutableArray.CreateBuilder<string>();
        foreach (var name in settings.ServerNames)
        {
            if (ServerNamePattern.Parse(name.Value) is { } pattern) patterns.Add(pattern);
            else if (!report.HasErrorsUnder(name.Origin.Path)) report.Error(name.Origin, name.Value, "is no server name", "a host name such as www.example.com, or *.example.com");
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

    private static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
