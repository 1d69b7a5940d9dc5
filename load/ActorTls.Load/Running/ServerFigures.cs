namespace ActorTls.Load.Running;

/// <summary>The server's figures of a stage, all of its processes together.</summary>
internal sealed record ServerFigures
{
    /// <summary>On a processor, user and system.</summary>
    public double? ProcessorSeconds { get; init; }

    /// <summary>Of the stage's length; 200 = two cores.</summary>
    public double? ProcessorPercent { get; init; }

    /// <summary>Of processor time; over all operations of the stage that succeeded.</summary>
    public double? MicrosecondsPerOperation { get; init; }

    /// <summary>Application bytes there and back, counted once, in 10^6, for each second of processor time.</summary>
    public double? MegabytesPerProcessorSecond { get; init; }

    /// <summary>Resident at the end of the stage.</summary>
    public required long ResidentKibibytes { get; init; }

    /// <summary>Open connections meanwhile, of a stage that holds some.</summary>
    public int? Connections { get; init; }

    /// <summary>What memory has grown by since the first step, for each connection that came since.</summary>
    public double? KibibytesPerConnection { get; init; }
}
