namespace ActorTls.Load;

/// <summary>The exit codes of the load tools.</summary>
internal static class LoadExitCode
{
    /// <summary>The run met every expectation.</summary>
    public const int Done = 0;

    /// <summary>Something that should not be possible.</summary>
    public const int Unexpected = 1;

    /// <summary>The command line, or what it names, is not what it should be.</summary>
    public const int Usage = 2;

    /// <summary>An expectation was not met.</summary>
    public const int ExpectationFailed = 3;

    /// <summary>It was interrupted.</summary>
    public const int Interrupted = 130;
}
