namespace ActorTls.Actors.Tests.Tls;

/// <summary>Tests that count or change what belongs to the whole process, and therefore run alone.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;
