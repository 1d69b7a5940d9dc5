namespace ActorTls.Sessions;

/// <summary>What is known of the frame that comes next in a stream.</summary>
internal enum FrameStatus
{
    /// <summary>Its end has not arrived yet.</summary>
    Incomplete,

    /// <summary>All of it has arrived.</summary>
    Complete,

    /// <summary>It is longer than the framing allows, whether its end has arrived or not.</summary>
    Oversize,

    /// <summary>Its header makes no sense, so nobody can tell where it ends.</summary>
    Malformed,
}
