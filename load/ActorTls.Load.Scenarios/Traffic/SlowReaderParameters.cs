using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ActorTls.Load.Scenarios.Traffic;

/// <summary>Of slow readers beside live traffic.</summary>
public sealed record SlowReaderParameters
{
    /// <summary>How many connections read slowly.</summary>
    [Description("connections that read slowly"), Range(1, 1_000_000)]
    public int SlowConnections { get; init; } = 32;

    /// <summary>Bytes that a slow connection tries to have sent and not read back.</summary>
    [Description("bytes that a slow connection tries to have under way"), Range(1, 1 << 30)]
    public int Ahead { get; init; } = 1024 * 1024;

    /// <summary>Bytes that it reads at a time.</summary>
    [Description("bytes that a slow connection reads at a time"), Range(1, 1 << 30)]
    public int ReadSize { get; init; } = 4096;

    /// <summary>The pause before each read; at least that long, and 25 ms longer at most.</summary>
    [Description("pause before each of its reads")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many connections have live traffic.</summary>
    [Description("connections with live traffic beside them"), Range(1, 1_000_000)]
    public int LiveConnections { get; init; } = 64;

    /// <summary>Messages a second, over all live connections.</summary>
    [Description("messages of 64 bytes a second of the live traffic"), Range(0.1, 1e7)]
    public double LiveRate { get; init; } = 1000;
}
