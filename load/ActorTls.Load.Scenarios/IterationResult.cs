namespace ActorTls.Load.Scenarios;

/// <summary>What one iteration of a virtual user came to.</summary>
/// <param name="Failure">Null when it succeeded.</param>
/// <param name="Bytes">Application bytes that went to the server and came back, counted once.</param>
public readonly record struct IterationResult(LoadFailure? Failure, long Bytes)
{
    /// <summary>Whether it succeeded, every byte included.</summary>
    public bool Succeeded => Failure is null;
}
