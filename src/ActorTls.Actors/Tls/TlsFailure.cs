namespace ActorTls.Tls;

/// <summary>Why a channel failed.</summary>
/// <param name="Kind">Its class.</param>
/// <param name="Detail">For the log: the alert, the verification error, the library's reason. Holds no secret.</param>
public sealed record TlsFailure(TlsFailureKind Kind, string Detail)
{
    /// <summary>Whether the peer has begun with a request of HTTP in place of TLS. Then no alert was sent.</summary>
    public bool IsPlaintextHttp { get; init; }
}
