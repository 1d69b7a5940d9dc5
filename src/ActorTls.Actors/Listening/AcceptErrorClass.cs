namespace ActorTls.Listening;

/// <summary>The classes of errors of <c>accept(2)</c>: errors of one class are answered in the same way.</summary>
internal enum AcceptErrorClass
{
    /// <summary>The peer, or the network to it, gave up before the connection was accepted. Accept the next one.</summary>
    PeerAborted,

    /// <summary>The process or the system has no descriptor left. Pause, and try again until one is free.</summary>
    OutOfDescriptors,

    /// <summary>The kernel has no memory for another socket. Pause, and try again.</summary>
    OutOfMemory,

    /// <summary>The listening socket cannot be used any more. The acceptor fails and is started anew.</summary>
    Fatal,
}
