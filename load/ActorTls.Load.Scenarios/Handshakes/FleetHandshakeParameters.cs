using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ActorTls.Load.Scenarios.Handshakes;

/// <summary>Of a storm of handshakes by a fleet.</summary>
public sealed record FleetHandshakeParameters
{
    /// <summary>How many clients open connections at the same time.</summary>
    [Description("clients at the same time; when one has closed, the next of the fleet comes"), Range(1, 100_000)]
    public int Clients { get; init; } = 16;

    /// <summary>With which client of the fleet it begins; counted on from its first when it is beyond its last.</summary>
    [Description("the fleet's client that begins, from 0; with the number where the last run ended, a server sees none again too early"), Range(0, int.MaxValue)]
    public int First { get; init; }
}
