namespace ActorTls.EventLoops;

/// <summary>What a descriptor is watched for, and what happened to it.</summary>
[Flags]
internal enum IoEvents : uint
{
    /// <summary>As interest: the descriptor is not watched at all, not even for errors, until it is modified again.</summary>
    None = 0,

    /// <summary>There is something to read, or to accept, or the end of the stream.</summary>
    Readable = LibC.EPOLLIN,

    /// <summary>There is room to write.</summary>
    Writable = LibC.EPOLLOUT,

    /// <summary>The descriptor is in error. Reported whenever the descriptor is watched, asked for or not.</summary>
    Error = LibC.EPOLLERR,

    /// <summary>Both directions are over. Reported whenever the descriptor is watched, asked for or not.</summary>
    HangUp = LibC.EPOLLHUP,

    /// <summary>
    /// Of several loops that watch one listening socket the kernel wakes one or a few, not all. Such an interest cannot
    /// be changed, only taken back (<see cref="None"/>) and given again.
    /// </summary>
    Exclusive = LibC.EPOLLEXCLUSIVE,

    /// <summary>
    /// As interest: what the handler does about an event takes long, as cryptography does. It is told of it when its turn among
    /// such handlers has come, of which the loop grants one between two looks at what else is ready. Not the kernel's.
    /// </summary>
    Costly = 1u << 26,
}

/// <summary>A descriptor's place in a loop; the default value is none. Valid until it is unregistered, once.</summary>
/// <param name="Slot">Index in the loop's table.</param>
/// <param name="Generation">Which of the successive users of the slot; never 0 in a registration.</param>
internal readonly record struct IoRegistration(int Slot, uint Generation);

/// <summary>Is told what happens to a descriptor.</summary>
internal interface IIoHandler
{
    /// <summary>
    /// Called on the loop's thread, again in each turn for as long as the condition holds (level-triggered). What it
    /// throws is reported and the loop goes on. In a costly turn there may be no event any more, or have been none.
    /// </summary>
    void OnIo(IoEvents events);
}
