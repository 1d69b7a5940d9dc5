namespace ActorTls.Load.Comparison.Measuring;

/// <summary>Resident memory of a server that has just been started, by the number of connections that it holds.</summary>
/// <param name="Server">Which.</param>
/// <param name="WithCertificate">Whether its clients have shown a certificate.</param>
/// <param name="Points">From few to many; the first one is after the start.</param>
internal sealed record MemoryCurve(string Server, bool WithCertificate, IReadOnlyList<MemoryPoint> Points);
