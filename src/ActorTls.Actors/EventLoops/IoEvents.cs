namespace ActorTls.EventLoops;

/// <summary>What a descriptor is watched for, and what happened to it.</summary>
[Flags]
public enum IoEvents : uint
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
}
