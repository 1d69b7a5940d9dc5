namespace ActorTls.Deployments;

/// <summary>What is in force after a deployment that failed.</summary>
public enum ConfigurationInForce
{
    /// <summary>All as before: nothing was changed.</summary>
    Old,

    /// <summary>The new one, but for who is named in the errors, who still uses an old socket or is gone.</summary>
    Mixed,
}
