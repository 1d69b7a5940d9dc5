namespace ActorTls.Deployments;

/// <summary>Addresses could not be had. Whoever asked for them has none of those he asked for.</summary>
/// <param name="failures">All of them, at least one.</param>
public sealed class BindException(IReadOnlyList<BindFailure> failures) : IOException(string.Join("; ", failures))
{
    /// <summary>All of them, at least one.</summary>
    public IReadOnlyList<BindFailure> Failures { get; } = failures;
}
