using ActorTls.Configuration;
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
/// <param name="Policy">The policy's name.</param>
/// <param name="Service">The service's name.</param>
public sealed record BoundListener(string Name, string Address, string Policy, string Service);

/// <summary>From a listener: its address cannot be had.</summary>
internal sealed record BindFailed(string Name, string Address, string Error);

/// <summary>From a listener, before it stops: how its connections ended.</summary>
internal sealed record ListenerDrained(string Name, int Cut);

/// <summary>To the <see cref="PolicyActor"/>: the current TLS contexts of a policy for a listener.</summary>
internal sealed record GetListenerPolicy(ListenerSettings Listener);
