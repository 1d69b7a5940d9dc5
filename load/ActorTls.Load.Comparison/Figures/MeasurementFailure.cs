namespace ActorTls.Load.Comparison.Figures;

/// <summary>A run that came to nothing.</summary>
internal sealed record MeasurementFailure(string Row, string Server, int Round, string Reason);
