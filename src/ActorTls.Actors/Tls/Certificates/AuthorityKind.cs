namespace ActorTls.Tls.Certificates;

/// <summary>What makes a certificate a CA's.</summary>
internal enum AuthorityKind
{
    /// <summary>Nothing: no other certificate may be signed with its key.</summary>
    None,

    /// <summary>The basic constraints say so (RFC 5280, section 4.2.1.9).</summary>
    BasicConstraints,

    /// <summary>
    /// The basic constraints are absent, and the library goes by something older: a self-signed certificate of version 1, or the
    /// key usage alone.
    /// </summary>
    Legacy,
}
