namespace ActorTls.Deployments;

/// <summary>Where a listener gets the socket from that it is to accept from.</summary>
internal enum SocketOrigin
{
    /// <summary>It has it already.</summary>
    Kept,

    /// <summary>From another listener, which is removed or moves away, or from itself under another name.</summary>
    TakenOver,

    /// <summary>It is bound anew.</summary>
    Opened,
}
