namespace ActorTls.Load.Comparison.Measuring;

/// <summary>In which steps connections are opened.</summary>
/// <param name="First">How many there are at first.</param>
/// <param name="Last">How many in the end.</param>
/// <param name="Count">In how many steps the others come.</param>
/// <param name="Settle">Quiet time before memory is looked at.</param>
internal readonly record struct MemorySteps(int First, int Last, int Count, TimeSpan Settle);
