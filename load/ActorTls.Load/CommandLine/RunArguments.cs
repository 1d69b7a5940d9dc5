using ActorTls.Load.Expectations;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.CommandLine;

/// <summary>What the command line says about a run, apart from the scenario's own parameters.</summary>
internal sealed record RunArguments
{
    public required TargetArguments Target { get; init; }
    public required TimeSpan WarmUp { get; init; }
    public required TimeSpan Duration { get; init; }
    public required long? Count { get; init; }
    public required long? Rate { get; init; }
    public required int? ServerProcessId { get; init; }
    public required IReadOnlyList<Expectation> Expectations { get; init; }
    public required string? ResultFile { get; init; }
    public required string? PlotDirectory { get; init; }

    /// <summary>How the scenario is run.</summary>
    public RunSettings ToSettings(LoadTarget target, int? serverProcessId) => new()
    {
        Rate = Rate,
        WarmUp = WarmUp,
        Duration = Duration,
        Count = Count,
        Server = Target.Server.ToString(),
        Protocol = Target.ProtocolName,
        Threads = Target.Threads,
        SourceAddresses = target.SourceAddresses,
        ServerProcessId = serverProcessId,
    };
}
