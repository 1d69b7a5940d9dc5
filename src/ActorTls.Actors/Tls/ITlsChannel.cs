namespace ActorTls.Tls;

/// <summary>What a step of a <see cref="ITlsChannel"/> came to.</summary>
public enum TlsStatus
{
    /// <summary>The step did what it says.</summary>
    Done,

    /// <summary>Nothing more can be done until the socket is readable. Repeat the step then.</summary>
    WantRead,

    /// <summary>Nothing more can be done until the socket is writable. Repeat the step then.</summary>
    WantWrite,

    /// <summary>The peer has sent <c>close_notify</c>: no more data will come. Writing is still possible.</summary>
    Closed,

    /// <summary>The connection is of no more use; <see cref="ITlsChannel.Failure"/> says why.</summary>
    Failed,

    /// <summary>
    /// The peer takes nothing any more, so that nothing can be sent. What it sent before is still there to be read, and
    /// <see cref="ITlsChannel.Read"/> says at its end how the peer left.
    /// </summary>
    PeerGone,
}

/// <summary>
/// One TLS connection over one non-blocking socket: a state machine that never blocks and knows nothing of actors.
/// It does the socket's reads and writes, but the descriptor stays its creator's, who closes it after
/// <see cref="IDisposable.Dispose"/>. Owned by one thread; no member may be called from another, none throws on what
/// a peer does, and none may be called after <see cref="IDisposable.Dispose"/>.
/// </summary>
public interface ITlsChannel : IDisposable
{
    /// <summary>Takes the handshake as far as the socket allows. <see cref="TlsStatus.Done"/> when it is complete.</summary>
    TlsStatus Handshake();

    /// <summary>
    /// Server role, TLS 1.3: queues a session ticket, which carries the peer's certificate. It leaves with the next
    /// <see cref="Write"/> or <see cref="Shutdown"/>, or by <see cref="Flush"/>. Call it once, when the peer is admitted. Does nothing
    /// where tickets are off or the version is 1.2, which sends its ticket in the handshake.
    /// </summary>
    void QueueTicket() { }

    /// <summary>Sends what is queued. After <see cref="TlsStatus.WantWrite"/> it stays queued.</summary>
    TlsStatus Flush() => Failure is null ? TlsStatus.Done : TlsStatus.Failed;

    /// <summary>
    /// Decrypts up to <paramref name="destination"/>'s length. <see cref="TlsStatus.Done"/> means at least one byte. That nothing can
    /// be sent any more is no reason for it to fail.
    /// </summary>
    TlsStatus Read(Span<byte> destination, out int read);

    /// <summary>
    /// Encrypts and sends some of <paramref name="source"/>. <see cref="TlsStatus.Done"/> means that
    /// <paramref name="written"/> (at least one) bytes were taken. After <see cref="TlsStatus.WantWrite"/> the next call
    /// must start with the same bytes, from wherever in memory, and be at least as long. What is not taken of more than a
    /// record is to be written at once. <see cref="TlsStatus.PeerGone"/> comes of every further call too.
    /// </summary>
    TlsStatus Write(ReadOnlySpan<byte> source, out int written);

    /// <summary>
    /// Sends <c>close_notify</c>; the peer may still send, and reading goes on with <see cref="Read"/>. Before the
    /// handshake is done it does nothing. While a <see cref="Write"/> waits to be repeated it returns
    /// <see cref="TlsStatus.WantWrite"/> and does nothing: that write comes first. Afterwards nothing can be written.
    /// </summary>
    /// <param name="endFollows">
    /// The socket's sending side is closed at once, and both are sent together; by <c>shutdown(2)</c>, unless nothing can be unread:
    /// <c>close(2)</c> would drop it then.
    /// </param>
    TlsStatus Shutdown(bool endFollows = false);

    /// <summary>
    /// Whether bytes may already be inside the channel, so that <see cref="Read"/> must be tried before waiting for the
    /// socket to become readable. False after a <see cref="Read"/> that returned <see cref="TlsStatus.WantRead"/>.
    /// </summary>
    bool HasBufferedInput { get; }

    /// <summary>
    /// How many steps the last <see cref="Read"/> took for messages that are no data, such as KeyUpdates: each is work that its bytes
    /// do not tell of.
    /// </summary>
    int StepsTaken => 0;

    /// <summary>
    /// Whether the peer has sent a byte yet; tells a probe that only connects and leaves from a handshake that broke off.
    /// </summary>
    bool HasReceivedBytes { get; }

    /// <summary>Why the last step returned <see cref="TlsStatus.Failed"/>; null before.</summary>
    TlsFailure? Failure { get; }

    /// <summary>What was negotiated so far; names the client sent are known as soon as the ClientHello was read.</summary>
    TlsSessionInfo Describe();

    /// <summary>
    /// The peer's verified end-entity certificate in DER, a new array each time; null when it showed none. Known once
    /// the handshake is done, on resumption too.
    /// </summary>
    byte[]? GetPeerCertificate();

    /// <summary>
    /// Server role: the certificate was looked at. Its memory is given back, once a ticket that is queued was sent;
    /// <see cref="GetPeerCertificate"/> returns null from then on.
    /// </summary>
    void ForgetPeerCertificate() { }
}

/// <summary>What a handshake negotiated.</summary>
/// <param name="Version"><c>TLSv1.2</c> or <c>TLSv1.3</c>; empty while unknown.</param>
/// <param name="CipherSuite">IANA name; empty while unknown.</param>
/// <param name="ServerName">
/// The name the client asked for, or null. Untrusted text of the peer, as sent: what is no UTF-8 is <c>hex:</c> and its bytes, what
/// is longer than 255 bytes <c>sha256:</c> and its hash.
/// </param>
/// <param name="ApplicationProtocol">ALPN, or null.</param>
/// <param name="Resumed">Whether an earlier session was resumed.</param>
public readonly record struct TlsSessionInfo(
    string Version, string CipherSuite, string? ServerName, string? ApplicationProtocol, bool Resumed)
{
    /// <summary>
    /// What <c>certificate-profile = strict</c> would refuse in the peer's chain, which was let in; null for nothing, and for a
    /// resumed session, which shows no chain.
    /// </summary>
    public string? ProfileViolation { get; init; }
}

/// <summary>The classes of failure that whoever owns a channel has to tell apart.</summary>
public enum TlsFailureKind
{
    /// <summary>A violation of the protocol, no common parameters, a forged record, an alert from the peer.</summary>
    Protocol,

    /// <summary>The peer's certificate is absent though required, or does not verify.</summary>
    CertificateRejected,

    /// <summary>The TCP stream ended without <c>close_notify</c>.</summary>
    Truncated,

    /// <summary>The TCP connection was reset or failed.</summary>
    Reset,

    /// <summary>A fault of ours or of the TLS library: out of memory, a callback that failed.</summary>
    Internal,
}

/// <summary>Why a channel failed.</summary>
/// <param name="Kind">Its class.</param>
/// <param name="Detail">For the log: the alert, the verification error, the library's reason. Holds no secret.</param>
public sealed record TlsFailure(TlsFailureKind Kind, string Detail)
{
    /// <summary>Whether the peer has begun with a request of HTTP in place of TLS. Then no alert was sent.</summary>
    public bool IsPlaintextHttp { get; init; }
}
