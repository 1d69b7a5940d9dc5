namespace ActorTls.Listening;

/// <summary>The classes of failure of <c>accept(2)</c>, by what is to be done about them.</summary>
internal enum AcceptErrorClass
{
    /// <summary>The peer, or the network to it, gave up before we came: nothing is wrong here. Accept the next one.</summary>
    PeerAborted,

    /// <summary>The process or the system has no descriptor left. Pause, and try again until one is free.</summary>
    OutOfDescriptors,

    /// <summary>The kernel has no memory for another socket. Pause, and try again.</summary>
    OutOfMemory,

    /// <summary>The listening socket itself is of no more use. The acceptor fails and is started anew.</summary>
    Fatal,
}
