namespace ActorTls.Tls.Certificates;

/// <summary>A certificate in the form of an engine's library. Immutable, thread-safe; it lives until it is collected.</summary>
internal interface ICertificate
{
    /// <summary>When the certificate becomes valid; null when the library cannot read the time.</summary>
    DateTimeOffset? NotBefore { get; }

    /// <summary>When the certificate ends; null when the library cannot read the time.</summary>
    DateTimeOffset? NotAfter { get; }

    /// <summary>What makes the library take the certificate for a CA's, if anything does.</summary>
    AuthorityKind Authority { get; }

    /// <summary>The certificate in DER, a new array each time; empty when the library cannot encode it.</summary>
    byte[] Encode();

    /// <summary>The name of the subject in DER, a new array each time.</summary>
    byte[] EncodeSubject();

    /// <summary>Whether a private key belongs to the certificate's public key.</summary>
    /// <param name="key">A key of the same library.</param>
    bool HasKey(IPrivateKey key);

    /// <summary>Whether another certificate may be the issuer, as far as names, identifiers and key usage tell.</summary>
    /// <param name="issuer">A certificate of the same library.</param>
    bool NamesAsIssuer(ICertificate issuer);

    /// <summary>Whether the signature verifies with another certificate's key.</summary>
    /// <param name="issuer">A certificate of the same library.</param>
    bool IsSignedBy(ICertificate issuer);
}
