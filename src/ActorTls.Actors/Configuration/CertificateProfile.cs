namespace ActorTls.Configuration;

/// <summary>How much a peer's chain may differ from RFC 5280.</summary>
public enum CertificateProfile
{
    /// <summary>In what is common.</summary>
    Compatible,

    /// <summary>In nothing.</summary>
    Strict,
}
