namespace ActorTls.Load.Running;

/// <summary>How a scenario is run.</summary>
internal sealed record RunSettings
{
    /// <summary>Iterations a second of the first workload; null = as the scenario says, mostly as fast as its users are.</summary>
    public double? Rate { get; init; }

    /// <summary>What comes before the time that counts, in each stage that is repeated.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The time that counts, over all stages that are repeated.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Iterations after which a repeated stage ends, if its time is not over before; null = the time alone.</summary>
    public long? Count { get; init; }

    /// <summary>The address of the server.</summary>
    public required string Server { get; init; }

    /// <summary>The TLS version.</summary>
    public required string Protocol { get; init; }

    /// <summary>Load threads.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Local addresses in use.</summary>
    public int SourceAddresses { get; init; } = 1;

    /// <summary>The process that is measured; null = none.</summary>
    public int? ServerProcessId { get; init; }
}
