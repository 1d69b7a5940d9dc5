namespace ActorTls.Deployments;

/// <summary>A listener that accepts connections.</summary>
/// <param name="Name">The listener's name.</param>
/// <param name="Address">What it is bound to, with the real port.</param>
/// <param name="Policy">The policy's name; empty without TLS.</param>
/// <param name="Service">The service's name.</param>
public sealed record BoundListener(string Name, string Address, string Policy, string Service);

/// <summary>What a deployment came to.</summary>
/// <param name="Listeners">All listeners now, in the order of their names.</param>
/// <param name="Opened">The names of those that are new.</param>
/// <param name="Moved">The names of those that listen at another address than before.</param>
/// <param name="Removed">The names of those that accept no more; their connections go on until their <c>timeouts.drain</c>.</param>
public sealed record DeploymentSummary(
    IReadOnlyList<BoundListener> Listeners, IReadOnlyList<string> Opened, IReadOnlyList<string> Moved,
    IReadOnlyList<string> Removed);

/// <summary>An address that cannot be had.</summary>
/// <param name="Listener">The listener's name.</param>
/// <param name="Address">The address as configured.</param>
/// <param name="Reason">Why not, such as <c>Address already in use</c>.</param>
public sealed record BindFailure(string Listener, string Address, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"listener {Listener} cannot listen on {Address}: {Reason}";
}

/// <summary>Addresses could not be had. Whoever asked for them has none of those he asked for.</summary>
/// <param name="failures">All of them, at least one.</param>
public sealed class BindException(IReadOnlyList<BindFailure> failures) : IOException(string.Join("; ", failures))
{
    /// <summary>All of them, at least one.</summary>
    public IReadOnlyList<BindFailure> Failures { get; } = failures;
}

/// <summary>What is in force after a deployment that failed.</summary>
public enum ConfigurationInForce
{
    /// <summary>All as before: nothing was changed.</summary>
    Old,

    /// <summary>The new one, but for who is named in the errors, who still uses an old socket or is gone.</summary>
    Mixed,
}

/// <summary>A deployment failed.</summary>
/// <param name="errors">Why, one sentence each.</param>
/// <param name="inForce">What is in force now.</param>
public sealed class DeploymentException(IReadOnlyList<string> errors, ConfigurationInForce inForce = ConfigurationInForce.Old)
    : InvalidOperationException(string.Join("; ", errors))
{
    /// <summary>What is in force now.</summary>
    public ConfigurationInForce InForce { get; } = inForce;

    /// <summary>Why, one sentence each. They are in the log already.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
