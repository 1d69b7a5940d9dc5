namespace ActorTls.Deployments;

/// <summary>An address that could not be bound.</summary>
/// <param name="Listener">The listener's name.</param>
/// <param name="Address">The address as configured.</param>
/// <param name="Reason">The reason, such as <c>Address already in use</c>.</param>
public sealed record BindFailure(string Listener, string Address, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"listener {Listener} cannot listen on {Address}: {Reason}";
}
