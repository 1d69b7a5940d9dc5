namespace ActorTls.Authentication;

/// <summary>Who a peer is, as its verified certificate says.</summary>
public sealed class PeerIdentity
{
    /// <summary>A peer that showed no certificate.</summary>
    public static PeerIdentity Anonymous { get; } = new();
}
