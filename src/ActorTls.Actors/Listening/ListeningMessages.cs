using Akka.Actor;
using Akka.Event;

namespace ActorTls.Listening;

/// <summary>The listening socket may have connections to accept. At most one is under way for each acceptor.</summary>
internal sealed class AcceptReady : IDeadLetterSuppression
{
    public static readonly AcceptReady Instance = new();
}

/// <summary>To an acceptor: a slot may be free, or a pause may be over. The acceptor tries to accept again.</summary>
internal sealed class ResumeAccepting : IDeadLetterSuppression
{
    public static readonly ResumeAccepting Instance = new();
}

/// <summary>
/// To a listener, and from it to its acceptors: the listener's state has another socket, or none any more. The listener first answers
/// <see cref="AcceptorsAsked"/> to the sender. Each acceptor then answers <see cref="Applied"/>, which the listener passes on.
/// </summary>
/// <param name="Deployment">The number of the deployment that asks.</param>
/// <param name="IsLast">Whether there is no other socket: stop accepting, and stop when the last connection has ended.</param>
internal sealed record UseSocket(int Deployment, bool IsLast) : IDeadLetterSuppression;

/// <summary>From a listener: the event loops whose acceptors were asked to use another socket.</summary>
internal sealed record AcceptorsAsked(int Deployment, IActorRef Listener, IReadOnlyList<int> Loops) : IDeadLetterSuppression;

/// <summary>From an acceptor: it has left the old socket, and accepts from the new one if there is one.</summary>
internal sealed record Applied(int Deployment, IActorRef Listener, int Loop) : IDeadLetterSuppression;

/// <summary>From a listener: an acceptor that was asked to use another socket ended before it answered.</summary>
internal sealed record NotApplied(int Deployment, IActorRef Listener, int Loop, string Reason) : IDeadLetterSuppression;

/// <summary>To the server: stop every listener.</summary>
internal sealed class Drain
{
    public static readonly Drain Instance = new();
}

/// <summary>To the server, a listener or an acceptor: end every connection now.</summary>
internal sealed class CutAll
{
    public static readonly CutAll Instance = new();
}

/// <summary>From a listener, before it stops: how its connections ended.</summary>
internal sealed record ListenerDrained(int Cut);
