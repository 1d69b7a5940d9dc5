namespace ActorTls.Load.Comparison.Measuring;

/// <summary>A run came to nothing; the message says why.</summary>
internal sealed class MeasurementException(string message) : Exception(message);
