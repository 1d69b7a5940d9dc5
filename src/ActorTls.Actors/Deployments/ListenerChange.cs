namespace ActorTls.Deployments;

/// <summary>What becomes of one listener.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsNew">Whether none of that name runs.</param>
/// <param name="Origin">Where its socket comes from.</param>
/// <param name="From">Whose socket it takes over; null when it takes over none.</param>
internal sealed record ListenerChange(string Name, bool IsNew, SocketOrigin Origin, string? From)
{
    /// <summary>Whether it runs, and gives its address up for another.</summary>
    public bool IsMoved => !IsNew && Origin != SocketOrigin.Kept;
}
