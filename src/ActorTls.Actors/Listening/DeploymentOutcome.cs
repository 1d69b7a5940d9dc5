namespace ActorTls.Listening;

/// <summary>A listener that accepts connections.</summary>
/// <param name="Name">The listener's name.</param>
/// <param name="Address">What it is bound to, with the real port.</param>
/// <param name="Policy">The policy's name; empty without TLS.</param>
/// <param name="Service">The service's name.</param>
public sealed record BoundListener(string Name, string Address, string Policy, string Service);

/// <summary>What a deployment came to.</summary>
/// <param name="Listeners">All listeners now, in the order of their names.</param>
/// <param name="Opened">The names of those that are new.</param>
/// <param name="Moved">The names of those that listen at another address than before.</param>
/// <param name="Removed">The names of those that accept no more; their connections go on until their <c>timeouts.drain</c>.</param>
public sealed record DeploymentSummary(
    IReadOnlyList<BoundListener> Listeners, IReadOnlyList<string> Opened, IReadOnlyList<string> Moved,
    IReadOnlyList<string> Removed);

/// <summary>How a deployment ended, as metrics count it.</summary>
internal enum DeploymentResult { Deployed, Invalid, NeedsRestart, AddressUnavailable, Failed }

/// <summary>An address that cannot be had.</summary>
/// <param name="Listener">The listener's name.</param>
/// <param name="Address">The address as configured.</param>
/// <param name="Reason">Why not, such as <c>Address already in use</c>.</param>
public sealed record BindFailure(string Listener, string Address, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"listener {Listener} cannot listen on {Address}: {Reason}";
}

/// <summary>Addresses could not be had. Whoever asked for them has none of those he asked for.</summary>
/// <param name="failures">All of them, at least one.</param>
public sealed class BindException(IReadOnlyList<BindFailure> failures) : IOException(string.Join("; ", failures))
{
    /// <summary>All of them, at least one.</summary>
    public IReadOnlyList<BindFailure> Failures { get; } = failures;
}

/// <summary>A deployment was refused; nothing was changed.</summary>
/// <param name="errors">Why, one sentence each.</param>
public sealed class DeploymentException(IReadOnlyList<string> errors) : InvalidOperationException(string.Join("; ", errors))
{
    /// <summary>Why, one sentence each. They are in the log already.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
