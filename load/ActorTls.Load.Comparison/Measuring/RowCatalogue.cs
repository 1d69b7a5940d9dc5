using ActorTls.Load.Comparison.Figures;

namespace ActorTls.Load.Comparison.Measuring;

/// <summary>The rows of the comparison that are runs of the load tool.</summary>
internal static class RowCatalogue
{
    /// <summary>Handshakes a second of the storm that live traffic is measured in.</summary>
    public const int StormRate = 500;

    /// <summary>Names of the rows that are measured in other ways.</summary>
    public const string Idle = "idle", IdleMutual = "idle-mutual", Start = "start", LibSsl = "libssl";

    public static Row Full { get; } = new("full", "Full handshake", "handshake-full", ["--clients", "16"]);

    public static Row Mutual { get; } = new(
        "mutual", "Full handshake with a client certificate", "handshake-mutual", ["--clients", "16"], WithCertificate: true);

    public static Row Resumed { get; } = new("resumed", "Resumed handshake", "handshake-resumed", ["--clients", "16"]);

    public static Row Echo { get; } = new("echo", "64 bytes there and back, 64 connections", "echo", ["--connections", "64"]);

    public static Row Latency { get; } = new(
        "latency", "64 bytes there and back, one connection", "echo", ["--connections", "1"], Figure.P50);

    public static Row Stream { get; } = new(
        "stream", "256 KiB there and back, 4 connections", "stream", ["--connections", "4"], Figure.MegabytesPerProcessorSecond);

    public static Row Storm { get; } = new(
        "storm", "Live traffic in a storm of handshakes", "mixed",
        ["--live-connections", "64", "--live-rate", "1000", "--storm-clients", "32", "--storm-rate", $"{StormRate}"], Figure.P99);

    /// <summary>All, in the order in which they are run.</summary>
    public static IReadOnlyList<Row> All { get; } = [Full, Mutual, Resumed, Echo, Latency, Stream, Storm];
}
