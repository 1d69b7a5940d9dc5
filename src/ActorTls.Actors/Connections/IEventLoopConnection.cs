using ActorTls.Configuration;
using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Connections;

/// <summary>What a built-in service may use of its connection besides: one that has a socket of its own on the same loop.</summary>
internal interface IEventLoopConnection : IConnection
{
    /// <summary>The event loop that the connection belongs to.</summary>
    EventLoop Loop { get; }

    /// <summary>The listener's.</summary>
    TimeoutSettings Timeouts { get; }

    /// <summary>The server's instruments.</summary>
    ServerMetrics Metrics { get; }

    /// <summary>Takes the service's events.</summary>
    ILogger Logger { get; }

    /// <summary>The listener's, for sockets of the service's own; null = off.</summary>
    TimeSpan? KeepAlive { get; }

    /// <summary>Where the connection is forwarded to; for the event of its end.</summary>
    string Upstream { set; }

    /// <summary>Has <see cref="Session.OnDeadline"/> called when the time has passed; null takes it back. There is one.</summary>
    void SetDeadline(TimeSpan? fromNow);

    /// <summary>Puts off the deadlines that application bytes put off.</summary>
    void BytesMoved();

    /// <summary>Both sides finishing does not end the connection until <see cref="LetClose"/>: something is to be passed on first.</summary>
    void HoldOpen();

    /// <summary>Ends that; the connection ends now if both sides have finished.</summary>
    void LetClose();

    /// <summary>
    /// Ends the connection as one whose stream broke off: what waits is sent, and then, once the peer's TCP has it, there is a
    /// reset instead of <c>close_notify</c>. No more data is delivered.
    /// </summary>
    void Break(CloseReason reason, string? detail);

    /// <summary>
    /// Within <see cref="Session.OnClosed"/>: keeps the actor until <see cref="LetEnd"/>, so that the session can hand on what it was
    /// given. It still gets messages and its deadline, whatever becomes of the client's socket, or else <see cref="Session.OnCut"/>.
    /// </summary>
    void HoldEnd();

    /// <summary>Ends that.</summary>
    void LetEnd();
}
