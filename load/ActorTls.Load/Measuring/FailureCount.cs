using ActorTls.Load.Scenarios;

namespace ActorTls.Load.Measuring;

/// <summary>How often something failed in one way.</summary>
/// <param name="Kind">Its class.</param>
/// <param name="Count">How often.</param>
/// <param name="Example">The detail of one of them.</param>
internal sealed record FailureCount(FailureKind Kind, long Count, string Example);
