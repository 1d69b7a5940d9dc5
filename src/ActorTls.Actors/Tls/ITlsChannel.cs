namespace ActorTls.Tls;

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
