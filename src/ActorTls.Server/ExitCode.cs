namespace ActorTls.Server;

/// <summary>What the process says when it ends; the values above 2 are those of <c>sysexits.h</c>.</summary>
internal static class ExitCode
{
    /// <summary>Done, or drained: every connection had ended by itself.</summary>
    public const int Done = 0;

    /// <summary>A failure that was not foreseen.</summary>
    public const int Unexpected = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary><c>EX_UNAVAILABLE</c>: an address could not be bound.</summary>
    public const int Unavailable = 69;

    /// <summary><c>EX_OSERR</c>: the system does not give what the server needs: descriptors, threads, memory, a place to write to.</summary>
    public const int SystemRefuses = 71;

    /// <summary><c>EX_TEMPFAIL</c>: connections were cut, by the drain deadline or by a second signal.</summary>
    public const int ConnectionsCut = 75;

    /// <summary><c>EX_CONFIG</c>: the configuration is invalid.</summary>
    public const int InvalidConfiguration = 78;
}
