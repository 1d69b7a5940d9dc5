namespace ActorTls.Load.Comparison.Reporting;

/// <summary>A bar.</summary>
/// <param name="Name">Left of it.</param>
/// <param name="Value">Its length.</param>
/// <param name="Least">Where the whisker begins.</param>
/// <param name="Most">Where it ends.</param>
/// <param name="Group">Bars of one group have one colour.</param>
internal readonly record struct Bar(string Name, double Value, double Least, double Most, int Group);
