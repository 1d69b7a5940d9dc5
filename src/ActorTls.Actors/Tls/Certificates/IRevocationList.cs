using ActorTls.Tls.Policies;

namespace ActorTls.Tls.Certificates;

/// <summary>A certificate revocation list in the form of an engine's library. Immutable, thread-safe; it lives until it is collected.</summary>
internal interface IRevocationList
{
    /// <summary>The name of the CA that issued the list, in DER.</summary>
    byte[] IssuerName { get; }

    /// <summary>When the list comes into force; null when the library cannot read the time.</summary>
    DateTimeOffset? ThisUpdate { get; }

    /// <summary>When the list ends; null when it has no end that the library can read.</summary>
    DateTimeOffset? NextUpdate { get; }

    /// <summary>Whether the list has a delta CRL indicator: it holds only changes to another list.</summary>
    bool IsDelta { get; }

    /// <summary>The content of the extension <c>issuingDistributionPoint</c>, in DER; null when the list has none.</summary>
    byte[]? IssuingDistributionPoint { get; }

    /// <summary>Whether a CA has the name that the list gives as its issuer's.</summary>
    /// <param name="authority">A certificate of the same library.</param>
    bool NamesAsIssuer(ICertificate authority);

    /// <summary>Whether the signature verifies with a CA's key.</summary>
    /// <param name="authority">A certificate of the same library.</param>
    bool IsSignedBy(ICertificate authority);

    /// <summary>Whether the list, which the issuer of the certificate made, revokes it.</summary>
    /// <param name="certificate">A certificate of the same library.</param>
    bool Revokes(ICertificate certificate);

    /// <summary>
    /// Tries the list as handshakes will use it. Null when the library uses it, else the reason in the library's words. The times of
    /// the list can be read.
    /// </summary>
    /// <param name="scope">What the list is about.</param>
    /// <param name="authority">The CA that signed the list, a certificate of the same library; null when that CA is unknown.</param>
    /// <param name="now">The time. A list that is not in force is tried as of a time when it is.</param>
    /// <exception cref="Exception">Names or identifiers of the list cannot be read.</exception>
    string? Refute(RevocationListScope scope, ICertificate? authority, DateTimeOffset now);
}
