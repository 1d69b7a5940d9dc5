using ActorTls.Authentication;
using ActorTls.Sessions;
using Akka.Event;

namespace ActorTls.Connections;

/// <summary>The socket has become ready. At most one is under way for each connection.</summary>
internal sealed class SocketReady : IDeadLetterSuppression
{
    public static readonly SocketReady Instance = new();
}

/// <summary>A turn used up its budget of bytes; there may be more to read.</summary>
internal sealed class ContinueReading : IDeadLetterSuppression
{
    public static readonly ContinueReading Instance = new();
}

/// <summary>A deadline may have passed.</summary>
internal sealed class DeadlineDue : IDeadLetterSuppression
{
    public static readonly DeadlineDue Instance = new();
}

/// <summary>The outcome of an authorisation that was not known at once.</summary>
internal sealed record AuthorizationDecided(AuthorizationDecision Decision, Exception? Failure)
    : IDeadLetterSuppression;

/// <summary>The server or the listener drains: the connection may go on until <c>timeouts.drain</c> has passed.</summary>
internal sealed class BeginDrain : IDeadLetterSuppression
{
    public static readonly BeginDrain Instance = new();
}

/// <summary>End now, without waiting for the peer.</summary>
internal sealed record CutConnection(CloseReason Reason) : IDeadLetterSuppression;
