namespace ActorTls.Deployments;

/// <summary>What is in force after a deployment that failed.</summary>
public enum ConfigurationInForce
{
    /// <summary>The configuration from before: nothing was changed.</summary>
    Old,

    /// <summary>The new configuration, except for what the errors name: acceptors that still use an old socket, or are gone.</summary>
    Mixed,
}
