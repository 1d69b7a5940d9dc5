namespace ActorTls.EventLoops;

/// <summary>
/// The event loop of a connection, for whoever has sockets of its own on the same thread: one thread, one epoll set, one clock. All
/// members belong to the loop's thread, and throw <see cref="InvalidOperationException"/> on another.
/// </summary>
public interface IEventLoop
{
    /// <summary>The loop's number in the server, from 0.</summary>
    int Index { get; }

    /// <summary>Milliseconds of a monotonic clock, as of the start of the turn: the same for everything that happens in a turn.</summary>
    long Now { get; }

    /// <summary>64 KiB for whoever runs, until it returns. It holds whatever was last left in it.</summary>
    Span<byte> Scratch { get; }

    /// <summary>
    /// Watches a descriptor, level-triggered. It stays the caller's, who unregisters it before closing it, or has it closed by
    /// <see cref="Close"/>.
    /// </summary>
    /// <param name="descriptor">What is watched.</param>
    /// <param name="interest">What it is watched for.</param>
    /// <param name="handler">Is told.</param>
    /// <param name="isCostly">
    /// Whether the handler's turns take long, as cryptography does. Then the handler is told when its turn among such handlers has
    /// come, of which the loop grants one between two looks at what else is ready.
    /// </param>
    /// <exception cref="IOException">The kernel refused, for want of memory or because of what the descriptor is.</exception>
    IoRegistration Register(int descriptor, IoEvents interest, IIoHandler handler, bool isCostly = false);

    /// <summary>
    /// Changes what a descriptor is watched for and whether its turns are costly, from the rest of this turn on;
    /// <see cref="IoEvents.None"/> takes it out of the epoll set until the next change. Costs nothing when it is so already, and
    /// nothing to pause the reading for a moment.
    /// </summary>
    void Modify(IoRegistration registration, IoEvents interest, bool isCostly = false);

    /// <summary>
    /// Watches a descriptor no more: its handler is not called again, not even for events that were reported already. To be done
    /// before the descriptor is closed. Does nothing the second time.
    /// </summary>
    void Unregister(IoRegistration registration);

    /// <summary>
    /// Closes a watched descriptor, which saves telling the kernel that it is watched no more. No other descriptor may be of the same
    /// socket. Its handler is not called again. Does nothing the second time.
    /// </summary>
    void Close(IoRegistration registration);

    /// <summary>
    /// Has a handler whose turns are costly called, by and by, as if something had happened to its descriptor. Several requests are
    /// one while its turn has not come.
    /// </summary>
    void RequestTurn(IoRegistration registration);
}
