using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ActorTls.Load.Scenarios.Traffic;

/// <summary>Of round trips.</summary>
public sealed record EchoParameters
{
    /// <summary>How many connections are open; each sends its next message when the last one is back.</summary>
    [Description("connections, each with one message under way"), Range(1, 1_000_000)]
    public int Connections { get; init; } = 64;

    /// <summary>Bytes of a message.</summary>
    [Description("bytes of a message"), Range(1, 1 << 30)]
    public int MessageSize { get; init; } = 64;
}
