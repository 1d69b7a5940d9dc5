using System.Net;

namespace ActorTls.Tls.Certificates;

/// <summary>
/// Rules of RFC 5280 that libraries do not enforce. OpenSSL does not enforce them even with <c>X509_V_FLAG_X509_STRICT</c>, which it
/// does not apply to a chain of one certificate. A few violations are dangerous rather than common, and refuse a peer under any profile.
/// </summary>
internal static class ProfileRules
{
    private const string PolicyConstraints = "2.5.29.36";
    private const string InhibitAnyPolicy = "2.5.29.54";
    private const string NameConstraints = "2.5.29.30";
    private const int LongestSerialNumber = 20;

    /// <summary>
    /// Why a chain is refused under any profile; null when it is not refused. A chain of one certificate is a pinned certificate, which the
    /// operator has chosen as it is. Many pinned certificates have <c>CA:TRUE</c>, since tools make them so. A pinned certificate whose key
    /// usage allows signing certificates as well is a CA's.
    /// </summary>
    internal static string? FindDanger(IReadOnlyList<CertificateDocument> chain)
    {
        var peer = chain[0];
        if (chain.Count > 1 ? peer.IsAuthority == true || peer.MaySignCertificates : peer.IsAuthority == true && peer.MaySignCertificates)
            return "the certificate may sign certificates, so it is no peer's own";
        for (var i = 1; i < chain.Count; i++)
            if (chain[i].IsAuthority != true) return "an issuer has no basic constraints that make it a CA";
        foreach (var name in peer.DnsNames)
            if (chain.Skip(1).Any(issuer => issuer.ExcludedDnsNames.Exists(excluded => MayStandFor(name, excluded))))
                return "a wildcard name stands for names that a name constraint excludes";
        return null;
    }

    /// <summary>What the strict profile refuses in a chain; null when there is nothing.</summary>
    internal static string? FindViolation(IReadOnlyList<CertificateDocument> chain) =>
        chain.Select(FindViolation).FirstOrDefault(violation => violation is not null);

    private static string? FindViolation(CertificateDocument certificate) =>
        FindSerialProblem(certificate.SerialNumber.Span) ??
        FindConstraintProblem(certificate) ??
        FindBasicProblem(certificate) ??
        (!certificate.IsSelfIssued && !certificate.HasAuthorityKeyIdentifier ? "Missing Authority Key Identifier" :
        certificate.IsCritical(PolicyConstraints) == false ? "policy constraints are not critical" :
        certificate.IsCritical(InhibitAnyPolicy) == false ? "inhibit any-policy is not critical" :
        certificate.DnsNames.Exists(name => !IsDnsName(name)) ? "a DNS name is no host name" :
        certificate.EmailAddresses.Exists(name => !IsMailbox(name)) ? "an e-mail address is none" :
        certificate.Uris.Exists(name => !Uri.TryCreate(name, UriKind.Absolute, out _)) ? "a URI is not absolute" :
        certificate.AddressLengths.Exists(length => length is not (4 or 16)) ? "an IP address is none" : null);

    private static string? FindSerialProblem(ReadOnlySpan<byte> number) =>
        number.Length > LongestSerialNumber ? "the serial number is longer than 20 bytes" :
        (number[0] & 0x80) != 0 || !number.ContainsAnyExcept((byte)0) ? "the serial number is not positive" : null;

    // The texts are OpenSSL's own for these errors, so that a problem has one text whoever finds it.
    private static string? FindBasicProblem(CertificateDocument certificate)
    {
        if (certificate.HasExtensions && !certificate.IsVersion3) return "Using certificate extension requires at least X509v3";
        if (certificate.IsAuthority != true) return certificate.MaySignCertificates ? "Key usage keyCertSign invalid for non-CA cert" : null;
        return certificate.IsCritical(CertificateDocument.BasicConstraintsId) == false ? "Basic Constraints of CA cert not marked critical" :
            certificate.IsCritical(CertificateDocument.KeyUsageId) is null ? "CA cert does not include key usage extension" :
            certificate.IsCritical(CertificateDocument.SubjectKeyIdentifierId) is null ? "Missing Subject Key Identifier" :
            certificate.HasEmptySubject ? "Subject name empty" : null;
    }

    private static string? FindConstraintProblem(CertificateDocument certificate) => certificate.IsCritical(NameConstraints) switch
    {
        null => null,
        _ when certificate.IsAuthority != true => "name constraints in a certificate that is no CA",
        false => "name constraints are not critical",
        _ when !certificate.ConstrainsNames => "name constraints that constrain nothing",
        _ when certificate.PermittedDnsNames.Concat(certificate.ExcludedDnsNames).Any(name => name.StartsWith('.')) =>
            "a DNS name constraint begins with a dot",
        _ => null,
    };

    // The star stands for one label. The wildcard covers the excluded name when that name is one label in front of the rest.
    private static bool MayStandFor(string name, string excluded)
    {
        if (!name.StartsWith("*.", StringComparison.Ordinal)) return false;
        excluded = excluded.TrimStart('.');
        var dot = excluded.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && excluded[dot..].Equals(name[1..], StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsDnsName(string name)
    {
        var exact = name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name;
        return exact.Length is > 0 and <= 253 && !IPAddress.TryParse(exact, out _) && exact.Split('.').All(IsLabel);
    }

    private static bool IsLabel(string label) => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' &&
        label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsMailbox(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 && !address.AsSpan(0, at).ContainsAny('@', ' ') && address.All(c => c is >= ' ' and <= '~') &&
            address[(at + 1)..].Split('.').All(IsLabel);
    }
}
