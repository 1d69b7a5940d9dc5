namespace ActorTls.Load.Comparison.Measuring;

/// <summary>A point of such a curve.</summary>
internal readonly record struct MemoryPoint(int Connections, double Kibibytes);
