using ActorTls.Configuration;
using ActorTls.Connections;
using Akka.Event;

namespace ActorTls.Listening;

/// <summary>The listening socket may have connections to accept. At most one is under way for each worker.</summary>
internal sealed class AcceptReady : IDeadLetterSuppression
{
    public static readonly AcceptReady Instance = new();
}

/// <summary>A slot may be free, or a pause over: try to accept again.</summary>
internal sealed class ResumeAccepting : IDeadLetterSuppression
{
    public static readonly ResumeAccepting Instance = new();
}

/// <summary>To the server: stop every listener.</summary>
internal sealed class Drain
{
    public static readonly Drain Instance = new();
}

/// <summary>To a listener or a worker: stop accepting, and stop when the last connection has ended.</summary>
/// <param name="Step">Done once the socket is left; null when nobody waits for that.</param>
internal sealed record StopListening(RolloutStep? Step);

/// <summary>To the server, a listener or a worker: end every connection now.</summary>
internal sealed class CutAll
{
    public static readonly CutAll Instance = new();
}

/// <summary>To the server: put another configuration in force, or change nothing.</summary>
/// <param name="Plan">All of it.</param>
/// <param name="Completion">Completed once every worker has it, or faulted when nothing was changed.</param>
internal sealed record PutInForce(DeploymentPlan Plan, TaskCompletionSource<DeploymentSummary> Completion);

/// <summary>To a listener: use this from now on.</summary>
/// <param name="Limits">How much it admits.</param>
/// <param name="Workers">For each of its workers, by event loop.</param>
/// <param name="Step">Done once every worker uses its own.</param>
internal sealed record UseOffer(LimitSettings Limits, IReadOnlyList<WorkerOffer> Workers, RolloutStep Step);

/// <summary>To a worker: use this from now on.</summary>
internal sealed record UseWorkerOffer(WorkerOffer Offer, RolloutStep Step);

/// <summary>What one worker offers.</summary>
/// <param name="Terms">The terms of new handshakes.</param>
/// <param name="Socket">Another socket to accept from, which the worker takes a share of; null = the same as before.</param>
internal sealed record WorkerOffer(ConnectionTerms Terms, ListenSocket? Socket);

/// <summary>From a listener, before it stops: how its connections ended.</summary>
internal sealed record ListenerDrained(int Cut);
