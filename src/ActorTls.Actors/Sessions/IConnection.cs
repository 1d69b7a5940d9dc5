using System.Collections.Immutable;
using System.Net;
using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.EventLoops;
using ActorTls.Tls;
using Akka.Actor;

namespace ActorTls.Sessions;

/// <summary>
/// What a <see cref="Session"/> may do with its connection. All members belong to the connection's event loop: call
/// them only from within the session's own methods. To reach a connection from elsewhere, send a message to
/// <see cref="Self"/>.
/// </summary>
public interface IConnection
{
    /// <summary>The connection's actor. What is sent to it arrives in <see cref="Session.OnMessage"/>.</summary>
    IActorRef Self { get; }

    /// <summary>Unique within the process; the <c>connection</c> of log events.</summary>
    long Id { get; }

    /// <summary>The name of the listener that accepted it.</summary>
    string Listener { get; }

    /// <summary>The settings of that listener, as they were in force when the handshake began.</summary>
    ListenerSettings Settings { get; }

    /// <summary>The event loop that the connection belongs to, for sockets of the session's own.</summary>
    IEventLoop EventLoop { get; }

    /// <summary>The peer's address and port, as a trusted proxy named it where there is one; <c>unix</c> at a Unix domain socket.</summary>
    string Peer { get; }

    /// <summary>The same; null for a peer at a Unix domain socket. A new object each time.</summary>
    IPEndPoint? PeerEndPoint { get; }

    /// <summary>
    /// What the peer connected to: the socket's own address, or the one that a trusted proxy named. Null at a Unix domain
    /// socket, and once the connection is closed. A new object each time.
    /// </summary>
    IPEndPoint? LocalEndPoint { get; }

    /// <summary>Who the peer is, as verified and admitted.</summary>
    PeerIdentity Identity { get; }

    /// <summary>What the handshake negotiated.</summary>
    TlsSessionInfo Tls { get; }

    /// <summary>
    /// The peer's certificate in DER, a new array each time; null when it showed none. To be asked for in
    /// <see cref="Session.OnEstablished"/>: some time after it has returned the memory is given back, and this is null.
    /// <see cref="Identity"/> stays.
    /// </summary>
    byte[]? GetPeerCertificate();

    /// <summary>Fields that the session adds to the event of the connection's end. Names in lower case, with underscores.</summary>
    ImmutableArray<KeyValuePair<string, object?>> Tags { set; }

    /// <summary>
    /// Sends all of <paramref name="data"/>, which is not referred to afterwards. False when some of it has to wait: no
    /// more plaintext is delivered until all was sent, and <see cref="Session.OnWritable"/> tells of that moment.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// After <see cref="CompleteWrites"/>, or when more than <see cref="MaxUnsentBytes"/> would wait: a session that was told
    /// false must not go on writing.
    /// </exception>
    bool Write(ReadOnlySpan<byte> data);

    /// <summary>
    /// Sends <c>close_notify</c> once everything written was sent. The peer may still send, and its data is delivered, until
    /// nothing moved for <c>timeouts.half-close</c>.
    /// </summary>
    void CompleteWrites();

    /// <summary>Sends what waits, then <c>close_notify</c>, and ends the connection. No more data is delivered.</summary>
    void Close(CloseReason reason = CloseReason.ServiceClosed, string? detail = null);

    /// <summary>
    /// Sends what waits, and ends the connection by a TCP reset in place of <c>close_notify</c>, once the peer's TCP has what was sent:
    /// for a stream that broke off, so that the peer does not take it for complete. No more data is delivered.
    /// </summary>
    void CloseWithReset(CloseReason reason, string? detail = null);

    /// <summary>
    /// Ends the connection at once by a TCP reset, without <c>close_notify</c>: for a stream that broke off, so that the
    /// peer does not take it for complete. What waits is dropped.
    /// </summary>
    void Abort(CloseReason reason, string? detail = null);

    /// <summary>Delivers no more plaintext until <see cref="ResumeReading"/>; the peer is slowed down by TCP.</summary>
    void PauseReading();

    /// <summary>Ends a pause.</summary>
    void ResumeReading();

    /// <summary>
    /// Whether plaintext is delivered now: false during a pause, while something waits to be sent, when the peer has completed its
    /// writes, and once the connection has ended.
    /// </summary>
    bool IsReading { get; }

    /// <summary>
    /// Has <see cref="Session.OnTimer"/> called once, when the time has passed, and not before the next turn. Null takes it back. There is one
    /// timer: setting it again moves it.
    /// </summary>
    void SetTimer(TimeSpan? fromNow);

    /// <summary>
    /// Puts off the deadlines that application bytes put off, such as <c>timeouts.idle</c>: for bytes that the session moved elsewhere.
    /// </summary>
    void NoteActivity();

    /// <summary>
    /// Keeps the connection until <see cref="EndHold"/>. During the data phase: both sides may have completed their writes, and the
    /// connection does not end. Within <see cref="Session.OnClosed"/>: the session still gets messages and its timer, whatever becomes
    /// of the client's socket, or else <see cref="Session.OnHoldEnded"/>. The connection keeps its place among
    /// <c>limits.max-connections</c> until the session ends the hold: nothing else does but a drain or a failure.
    /// </summary>
    void HoldOpen();

    /// <summary>Ends the hold. The connection ends now if nothing else keeps it.</summary>
    void EndHold();

    /// <summary>The most bytes that may wait to be sent.</summary>
    const int MaxUnsentBytes = 256 * 1024;
}
