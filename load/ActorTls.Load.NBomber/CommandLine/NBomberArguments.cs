using ActorTls.Load.CommandLine;
using ActorTls.Load.Expectations;

namespace ActorTls.Load.NBomber.CommandLine;

/// <summary>What the command line says about a run.</summary>
internal sealed record NBomberArguments
{
    public required TargetArguments Target { get; init; }

    /// <summary>A file in NBomber's format.</summary>
    public required string ConfigurationFile { get; init; }

    /// <summary>Where a new folder is made for NBomber's reports.</summary>
    public required string ReportDirectory { get; init; }

    /// <summary>In addition to those in the file.</summary>
    public required IReadOnlyList<Expectation> Expectations { get; init; }
}
