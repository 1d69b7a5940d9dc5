namespace ActorTls.Deployments;

/// <summary>What a deployment has changed.</summary>
/// <param name="Listeners">All listeners now, in the order of their names.</param>
/// <param name="Opened">The names of those that are new.</param>
/// <param name="Moved">The names of those that listen at another address than before.</param>
/// <param name="Removed">The names of those that accept no more. Their connections go on until <c>timeouts.drain</c> has passed.</param>
public sealed record DeploymentSummary(
    IReadOnlyList<BoundListener> Listeners, IReadOnlyList<string> Opened, IReadOnlyList<string> Moved,
    IReadOnlyList<string> Removed);
