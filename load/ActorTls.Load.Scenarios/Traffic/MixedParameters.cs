using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ActorTls.Load.Scenarios.Traffic;

/// <summary>Of live traffic in a storm of handshakes.</summary>
public sealed record MixedParameters
{
    /// <summary>How many connections have live traffic.</summary>
    [Description("connections with live traffic"), Range(1, 1_000_000)]
    public int LiveConnections { get; init; } = 64;

    /// <summary>Messages a second, over all live connections.</summary>
    [Description("messages of 64 bytes a second of the live traffic"), Range(0.1, 1e7)]
    public double LiveRate { get; init; } = 1000;

    /// <summary>How many clients open connections.</summary>
    [Description("clients of the storm, each of which opens one connection after the other"), Range(1, 100_000)]
    public int StormClients { get; init; } = 32;

    /// <summary>Handshakes a second; null = as many as the clients can.</summary>
    [Description("full handshakes a second of the storm, or none = as many as its clients can"), Range(0.1, 1e7)]
    public double? StormRate { get; init; } = 300;
}
