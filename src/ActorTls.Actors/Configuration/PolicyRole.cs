namespace ActorTls.Configuration;

/// <summary>Which side of connections a policy is for.</summary>
public enum PolicyRole
{
    /// <summary>Listeners use it; services may use it too.</summary>
    Server,

    /// <summary>
    /// Services alone use it, for connections to others: it may have no certificates, and what it says about clients is ignored.
    /// </summary>
    Client,
}
