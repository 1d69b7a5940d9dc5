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

/// <summary>To a listener or a worker: stop accepting, and stop when the last connection has ended.</summary>
internal sealed class Drain
{
    public static readonly Drain Instance = new();
}

/// <summary>To a listener or a worker: end every connection now.</summary>
internal sealed class CutAll
{
    public static readonly CutAll Instance = new();
}

/// <summary>From a listener: it accepts connections.</summary>
/// <param name="Name">The listener's name.</param>
/// <param name="Address">What it is bound to, with the real port.</param>
/// <param name="Policy">The policy's name; empty without TLS.</param>
/// <param name="Service">The service's name.</param>
public sealed record BoundListener(string Name, string Address, string Policy, string Service);

/// <summary>From a listener: its address cannot be had.</summary>
internal sealed record BindFailed(string Name, string Address, string Error);

/// <summary>From a listener, before it stops: how its connections ended.</summary>
internal sealed record ListenerDrained(string Name, int Cut);

/// <summary>To the <see cref="PolicyActor"/>: the current TLS contexts of a policy for a listener.</summary>
internal sealed record GetListenerPolicy(ListenerSettings Listener);

/// <summary>To a worker: new handshakes use this version of the policy.</summary>
internal sealed record UsePolicy(HandshakePolicy Policy, PolicyRollout? Rollout);

/// <summary>To the server and the <see cref="PolicyActor"/>: replace every policy, or none.</summary>
/// <param name="Policies">The new versions by name.</param>
/// <param name="Deployed">Completed once each worker uses its own, or faulted when nothing was changed.</param>
internal sealed record DeployPolicies(IReadOnlyDictionary<string, PolicyPlan> Policies, TaskCompletionSource Deployed);

/// <summary>From the <see cref="PolicyActor"/>: every new version is ready, by the name of the listener.</summary>
internal sealed record PoliciesReady(IReadOnlyDictionary<string, ListenerPolicy> Listeners, TaskCompletionSource Deployed);
