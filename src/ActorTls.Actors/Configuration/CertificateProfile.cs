namespace ActorTls.Configuration;

/// <summary>How much a peer's chain may differ from RFC 5280.</summary>
public enum CertificateProfile
{
    /// <summary>Deviations that are common among certificates are accepted.</summary>
    Compatible,

    /// <summary>No deviation is accepted.</summary>
    Strict,
}
