using Akka.Actor;

namespace ActorTls.Deployments;

/// <summary>
/// To the server: put a configuration in force. The server answers with <see cref="Deployed"/> or <see cref="DeploymentFailed"/>, after
/// the deployments that it was asked for before. The first one is the start: when that fails, every other one fails likewise.
/// </summary>
/// <param name="Plan">The whole configuration.</param>
internal sealed record Deploy(DeploymentPlan Plan)
{
    /// <summary>What differs from the server's start and cannot change while the server runs: HOCON paths. Not empty = refused.</summary>
    public IReadOnlyList<string> NeedsRestart { get; init; } = [];
}

/// <summary>From a deployment to the server: every step that may fail is done.</summary>
/// <param name="Number">The deployment's.</param>
/// <param name="Listeners">The versions of all listeners of the new configuration.</param>
internal sealed record Prepared(int Number, IReadOnlyList<PreparedVersion> Listeners);

/// <summary>From a deployment to the server: a step has failed. The server changes nothing.</summary>
/// <param name="Number">The deployment's.</param>
/// <param name="Failure">The reason; a <see cref="BindException"/> when addresses could not be bound.</param>
internal sealed record PreparationFailed(int Number, Exception Failure);

/// <summary>From the server to a deployment: the new versions are in force, and these listeners have another socket, or none.</summary>
/// <param name="Number">The deployment's.</param>
/// <param name="Listeners">The listeners whose acceptors answer, with their names.</param>
internal sealed record Published(int Number, IReadOnlyList<(IActorRef Listener, string Name)> Listeners);

/// <summary>From a deployment to the server: every acceptor has answered, or will not answer any more.</summary>
/// <param name="Number">The deployment's.</param>
/// <param name="Missing">The acceptors that have not taken their new socket, one sentence each; empty = all have.</param>
internal sealed record RolledOut(int Number, IReadOnlyList<string> Missing);

/// <summary>The server's answer to <see cref="Deploy"/>: the configuration is in force.</summary>
internal sealed record Deployed(DeploymentSummary Summary);

/// <summary>The server's answer to <see cref="Deploy"/>: the deployment failed.</summary>
/// <param name="Errors">Why it failed, one sentence each.</param>
/// <param name="InForce">What is in force now.</param>
/// <param name="BindFailures">The addresses that could not be bound.</param>
internal sealed record DeploymentFailed(
    IReadOnlyList<string> Errors, ConfigurationInForce InForce, IReadOnlyList<BindFailure> BindFailures);
