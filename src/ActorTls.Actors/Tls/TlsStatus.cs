namespace ActorTls.Tls;

/// <summary>What a step of a <see cref="ITlsChannel"/> came to.</summary>
public enum TlsStatus
{
    /// <summary>The step did what it says.</summary>
    Done,

    /// <summary>Nothing more can be done until the socket is readable. Repeat the step then.</summary>
    WantRead,

    /// <summary>Nothing more can be done until the socket is writable. Repeat the step then.</summary>
    WantWrite,

    /// <summary>The peer has sent <c>close_notify</c>: no more data will come. Writing is still possible.</summary>
    Closed,

    /// <summary>The connection is of no more use; <see cref="ITlsChannel.Failure"/> says why.</summary>
    Failed,

    /// <summary>
    /// The peer takes nothing any more, so that nothing can be sent. What it sent before is still there to be read, and
    /// <see cref="ITlsChannel.Read"/> says at its end how the peer left.
    /// </summary>
    PeerGone,
}
