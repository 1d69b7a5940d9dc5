#pragma warning disable CA1822
namespace ActorTls.Authentication;

/// <summary>Who a peer is, as its verified certificate says.</summary>
public sealed class PeerIdentity
{
    /// <summary>A peer that showed no certificate.</summary>
    public static PeerIdentity Anonymous { get; } = new();
    public bool IsAnonymous => true;
    public string DisplayName => "";
    public static PeerIdentity FromCertificate(byte[] x) => new();
}
