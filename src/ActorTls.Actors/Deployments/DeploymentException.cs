namespace ActorTls.Deployments;

/// <summary>A deployment failed.</summary>
/// <param name="errors">Why, one sentence each.</param>
/// <param name="inForce">What is in force now.</param>
public sealed class DeploymentException(IReadOnlyList<string> errors, ConfigurationInForce inForce = ConfigurationInForce.Old)
    : InvalidOperationException(string.Join("; ", errors))
{
    /// <summary>What is in force now.</summary>
    public ConfigurationInForce InForce { get; } = inForce;

    /// <summary>Why it failed, one sentence each. The server has logged them already.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
