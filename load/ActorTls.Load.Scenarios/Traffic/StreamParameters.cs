using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ActorTls.Load.Scenarios.Traffic;

/// <summary>Of streams.</summary>
public sealed record StreamParameters
{
    /// <summary>How many connections are open.</summary>
    [Description("connections, each with one block under way in both directions"), Range(1, 1_000_000)]
    public int Connections { get; init; } = 4;

    /// <summary>Bytes of a block.</summary>
    [Description("bytes of a block"), Range(1, 1 << 30)]
    public int BlockSize { get; init; } = 256 * 1024;
}
