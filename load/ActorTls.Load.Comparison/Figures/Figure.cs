namespace ActorTls.Load.Comparison.Figures;

/// <summary>What is looked at in a run.</summary>
internal enum Figure
{
    /// <summary>Processor time of the server for each operation, µs.</summary>
    ProcessorTime,

    /// <summary>Operations a second.</summary>
    Rate,

    /// <summary>The median latency, µs.</summary>
    P50,

    /// <summary>The 99th percentile of latency, µs.</summary>
    P99,

    /// <summary>The 99th percentile of latency before the storm began, µs.</summary>
    QuietP99,

    /// <summary>Application bytes for each second of the server's processor time, 10^6.</summary>
    MegabytesPerProcessorSecond,

    /// <summary>Processor time of the server in the run's time, 100 = a core.</summary>
    ProcessorPercent,

    /// <summary>Processor time of the load threads, 100 = all of the time.</summary>
    ClientBusyPercent,

    /// <summary>Resident memory for each further connection, KiB.</summary>
    KibibytesPerConnection,

    /// <summary>From the start of the process to the end of the first client's handshake, ms.</summary>
    StartTime,
}
