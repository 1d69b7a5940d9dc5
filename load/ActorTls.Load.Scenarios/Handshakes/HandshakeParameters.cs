using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ActorTls.Load.Scenarios.Handshakes;

/// <summary>Of the handshake storms.</summary>
public sealed record HandshakeParameters
{
    /// <summary>How many clients open connections, each one after the other.</summary>
    [Description("clients, each of which opens one connection after the other"), Range(1, 100_000)]
    public int Clients { get; init; } = 16;
}
