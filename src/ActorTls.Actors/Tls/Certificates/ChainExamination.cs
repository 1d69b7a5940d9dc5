using System.Formats.Asn1;
using ActorTls.Configuration;

namespace ActorTls.Tls.Certificates;

/// <summary>Examines what TLS libraries let pass in a chain that they have verified.</summary>
internal static class ChainExamination
{
    /// <summary>Decides on a chain. Certificates that cannot be read are refused.</summary>
    /// <param name="chain">The verified chain in DER, from the peer's certificate to the anchor.</param>
    /// <param name="profile">How much the chain may differ from RFC 5280.</param>
    /// <param name="findExcludedName">
    /// The library's check of name constraints on <see cref="ImpliedNames"/> of the peer's certificate, for which it is called where an
    /// issuer has constraints: why a name is not allowed, or null.
    /// </param>
    internal static ChainDecision Examine(
        IReadOnlyList<byte[]> chain, CertificateProfile? profile, Func<CertificateDocument, string?> findExcludedName)
    {
        CertificateDocument[] documents;
        try
        {
            documents = [.. chain.Select(certificate => new CertificateDocument(certificate))];
        }
        catch (AsnContentException)
        {
            return new ChainDecision("a certificate of the chain is not well-formed", null);
        }
        var refusal = ProfileRules.FindDanger(documents);
        if (refusal is null && documents.Skip(1).Any(issuer => issuer.HasNameConstraints)) refusal = findExcludedName(documents[0]);
        if (refusal is not null) return new ChainDecision(refusal, null);
        var violation = ProfileRules.FindViolation(documents);
        return profile == CertificateProfile.Strict ? new ChainDecision(violation, null) : new ChainDecision(null, violation);
    }
}
