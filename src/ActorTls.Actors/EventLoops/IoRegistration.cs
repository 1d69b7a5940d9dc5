namespace ActorTls.EventLoops;

/// <summary>A descriptor's place in a loop; the default value is none. Valid until it is unregistered, once.</summary>
/// <param name="Slot">Index in the loop's table.</param>
/// <param name="Generation">Which of the successive users of the slot; never 0 in a registration.</param>
public readonly record struct IoRegistration(int Slot, uint Generation);
