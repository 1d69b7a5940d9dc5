using System.Collections.Immutable;
using ActorTls.Configuration;
using ActorTls.Tls.Certificates;

namespace ActorTls.Tls.Policies;

/// <summary>Reads <c>pkcs12</c>: a file with a private key, its certificate and, in any order, the intermediates.</summary>
internal sealed class Pkcs12CertificateLoader(IPolicyLibrary library, PolicyFileReader files, ConfigurationReport report)
{
    private const string Conversion =
        "a bundle with modern encryption: openssl pkcs12 -legacy -in OLD -nodes -out KEYS, then openssl pkcs12 -export -in KEYS -out NEW";

    /// <summary>Null when there was an error.</summary>
    internal CertificateMaterial? Load(Pkcs12CertificateSettings settings)
    {
        var file = settings.Bundle;
        using var password = settings.PasswordFile is { } named ? files.ReadPassword(named) : null;
        if (files.ReadSecret(file, "private key") is not { } content) return null;
        try
        {
            if (settings.PasswordFile is not null && password is null) return null; // reported already
            using var bundle = library.Keys.DecodePkcs12(content);
            if (bundle is null) report.Error(file.Origin, file.Path, "is no PKCS #12 file, or a damaged one");
            else if (!bundle.TryOpen(password, out var missingAlgorithm)) ReportClosed(settings, missingAlgorithm);
            else if (bundle.HasDamagedCertificate) report.Error(file.Origin, file.Path, "holds a damaged certificate");
            else return Assemble(bundle, file);
            return null;
        }
        finally
        {
            content.AsSpan().Clear();
        }
    }

    private void ReportClosed(Pkcs12CertificateSettings settings, string? missingAlgorithm)
    {
        var file = settings.Bundle;
        if (missingAlgorithm is { } algorithm)
            report.Error(file.Origin, file.Path, $"is encrypted with {algorithm}, which this {library.Name} does not offer", Conversion);
        else if (settings.PasswordFile is { } named)
            report.Error(file.Origin, file.Path, $"does not open with the password in {named.Path}, or is damaged");
        else
            report.Error(file.Origin, file.Path, "does not open without a password, and no password-file is given for it",
                "password-file with the password in its first line");
    }

    private CertificateMaterial? Assemble(IPkcs12Bundle bundle, FileReference file)
    {
        if (bundle.Keys.Count != 1)
        {
            report.Error(file.Origin, file.Path, bundle.Keys.Count == 0 ? "holds no private key" : "holds several private keys",
                "a PKCS #12 file with one private key and its certificate");
            return null;
        }
        var key = bundle.Keys[0];
        var leaf = bundle.Certificates.FirstOrDefault(certificate => certificate.HasKey(key));
        if (leaf?.Encode() is { Length: > 0 } encoded)
            return new CertificateMaterial(ChainOf(leaf, bundle.Certificates), encoded, bundle.TakeKey());
        report.Error(file.Origin, file.Path, "holds a private key, but not its certificate",
            "a PKCS #12 file with one private key and its certificate");
        return null;
    }

    /// <summary>
    /// The certificate and its issuers, nearest first. The root that such a file often holds is left out: a client trusts its own copy of
    /// the root or none (RFC 8446, section 4.4.2).
    /// </summary>
    private static ImmutableArray<ICertificate> ChainOf(ICertificate leaf, IReadOnlyList<ICertificate> certificates)
    {
        var chain = ImmutableArray.CreateBuilder<ICertificate>();
        for (ICertificate? next = leaf; next is not null && !chain.Contains(next); next = IssuerOf(next, certificates)) chain.Add(next);
        return chain.ToImmutable();
    }

    private static ICertificate? IssuerOf(ICertificate certificate, IReadOnlyList<ICertificate> certificates)
    {
        var issuer = certificates.FirstOrDefault(candidate => candidate != certificate && certificate.NamesAsIssuer(candidate));
        return issuer is null || issuer.NamesAsIssuer(issuer) ? null : issuer;
    }
}
