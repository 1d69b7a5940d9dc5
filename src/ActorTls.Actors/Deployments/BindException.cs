namespace ActorTls.Deployments;

/// <summary>Addresses could not be bound. The deployment that needed them has changed nothing.</summary>
/// <param name="failures">All addresses that could not be bound, at least one.</param>
public sealed class BindException(IReadOnlyList<BindFailure> failures) : IOException(string.Join("; ", failures))
{
    /// <summary>All addresses that could not be bound, at least one.</summary>
    public IReadOnlyList<BindFailure> Failures { get; } = failures;
}
