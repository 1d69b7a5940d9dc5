using System.Collections.Immutable;
using ActorTls.Authentication;
using ActorTls.Tls;

namespace ActorTls.Connections;

/// <summary>
/// What there is to tell of a connection at one moment, with the values that the event of its end has. Immutable and thread-safe. Text
/// is made when it is asked for, by whoever asks, so that it costs the event loop nothing.
/// </summary>
public sealed class ConnectionSnapshot
{
    internal ConnectionSnapshot() { }

    /// <summary>Unique within the process; the <c>connection</c> of log events.</summary>
    public long Id { get; internal init; }

    /// <summary>The name of the listener that accepted it.</summary>
    public string Listener { get; internal init; } = "";

    /// <summary>The peer's address and port, as a trusted proxy named it where there is one; <c>unix</c> at a Unix domain socket.</summary>
    public string Peer => PeerAddress.ToString();

    /// <summary>
    /// What the peer connected to, as a trusted proxy named it where there is one; <c>unix</c> at a Unix domain socket. Only of a
    /// connection that was asked for by its id: else it is null, for it costs a system call. Null too when it is not known.
    /// </summary>
    public string? Local => LocalAddress?.ToString();

    /// <summary>The phase it is in; of one that has ended, the phase in which its end began.</summary>
    public ConnectionPhase Phase { get; internal init; }

    /// <summary>
    /// The name that the peer is known by; null while it is unknown, and when it showed no certificate. Untrusted text of the peer: any
    /// character but control characters.
    /// </summary>
    public string? Identity => Certified?.LogName;

    /// <summary>The verified certificate's serial number in hexadecimal; null where <see cref="Identity"/> is null.</summary>
    public string? Serial => Certified?.SerialNumber;

    /// <summary>The end of the verified certificate's validity; null where <see cref="Identity"/> is null.</summary>
    public DateTimeOffset? NotAfter => Certified?.NotAfter;

    /// <summary>The name that the client asked for, or null. Untrusted text of the peer.</summary>
    public string? ServerName => Tls.ServerName;

    /// <summary><c>TLSv1.2</c> or <c>TLSv1.3</c>; null while unknown, and without TLS.</summary>
    public string? TlsVersion => NullIfEmpty(Tls.Version);

    /// <summary>IANA name; null while unknown, and without TLS.</summary>
    public string? CipherSuite => NullIfEmpty(Tls.CipherSuite);

    /// <summary>The protocol of ALPN, or null.</summary>
    public string? ApplicationProtocol => Tls.ApplicationProtocol;

    /// <summary>Whether an earlier TLS session was resumed.</summary>
    public bool Resumed => Tls.Resumed;

    /// <summary>What <c>certificate-profile = strict</c> would refuse in the peer's chain, which was let in; null for nothing.</summary>
    public string? CertificateProfile => Tls.ProfileViolation;

    /// <summary>Application bytes received.</summary>
    public long BytesIn { get; internal init; }

    /// <summary>Application bytes sent.</summary>
    public long BytesOut { get; internal init; }

    /// <summary>Bytes that wait until the socket takes them.</summary>
    public int Unsent { get; internal init; }

    /// <summary>When it was accepted, by the wall clock that was read for the snapshot.</summary>
    public DateTimeOffset Since { get; internal init; }

    /// <summary>The time from its acceptance to the snapshot.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>The name of the service that has it; null before it is established.</summary>
    public string? Service { get; internal init; }

    /// <summary>The number of the deployment whose settings it has: those of its acceptance, and from its handshake on those of that moment.</summary>
    public int Generation { get; internal init; }

    /// <summary>The fields that its service has added, such as <c>upstream</c>.</summary>
    public ImmutableArray<KeyValuePair<string, object?>> Tags { get; internal init; } = [];

    internal PeerAddress PeerAddress { get; init; }

    internal PeerAddress? LocalAddress { get; init; }

    /// <summary>Null while it is unknown.</summary>
    internal PeerIdentity? PeerIdentity { get; init; }

    internal TlsSessionInfo Tls { get; init; }

    private PeerIdentity? Certified => PeerIdentity is { IsAnonymous: false } identity ? identity : null;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
