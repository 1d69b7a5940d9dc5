namespace ActorTls.Configuration;

/// <summary>Which side of connections a policy is for.</summary>
public enum PolicyRole
{
    /// <summary>Listeners use it; services may use it too.</summary>
    Server,

    /// <summary>
    /// Only services use it, for connections to others: it may have no certificates, and its settings for clients are ignored.
    /// </summary>
    Client,
}
