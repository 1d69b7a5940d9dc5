using ActorTls.Load.Comparison.Figures;

namespace ActorTls.Load.Comparison.Measuring;

/// <summary>The rows of the comparison that are runs of the load tool.</summary>
internal static class RowCatalogue
{
    /// <summary>Handshakes a second of the storm that live traffic is measured in.</summary>
    public const int StormRate = 500;

    /// <summary>
    /// Clients of the fleet. Far more than the chains that a server may remember, so that it has to verify each of them, as
    /// when a fleet of devices comes back.
    /// </summary>
    public const int FleetSize = 10_000;

    /// <summary>Names of the rows that are measured in other ways.</summary>
    public const string Idle = "idle", IdleMutual = "idle-mutual", Start = "start", LibSsl = "libssl";

    /// <summary>Names of those that are measured on ActorTls alone, to as many connections as descriptors allow.</summary>
    public const string IdleLong = "idle-long", IdleMutualLong = "idle-mutual-long";

    public static Row Full { get; } = new("full", "Full handshake", "handshake-full", ["--clients", "16"]);

    public static Row Mutual { get; } = new(
        "mutual", "Full handshake with a client certificate", "handshake-mutual", ["--clients", "16"], WithCertificate: true);

    public static Row Fleet { get; } = new(
        "fleet", "Full handshake with the certificates of 10,000 clients", "handshake-fleet", ["--clients", "16"],
        WithCertificate: true, IsFleet: true);

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
    public static IReadOnlyList<Row> All { get; } = [Full, Mutual, Fleet, Resumed, Echo, Latency, Stream, Storm];
}
