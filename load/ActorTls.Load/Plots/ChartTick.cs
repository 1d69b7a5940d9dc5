namespace ActorTls.Load.Plots;

/// <summary>A mark on an axis.</summary>
internal readonly record struct ChartTick(double Value, string Text);
