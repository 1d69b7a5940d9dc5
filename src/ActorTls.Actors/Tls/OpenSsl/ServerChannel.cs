using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.OpenSsl.Tickets;
using ActorTls.Tls.ServerNames;
using ActorTls.Tls.Tickets;

namespace ActorTls.Tls.OpenSsl;

/// <summary>The server side of a connection.</summary>
internal sealed unsafe class ServerChannel : OpenSslChannel
{
    private const int Undecided = -1;

    private readonly OpenSslServerContext _context;
    private int _set = Undecided;
    private string? _serverName;
    private bool _ticketIsMade;
    private bool _forgetsCertificate;
    private byte[]? _peerCertificate;

    internal ServerChannel(OpenSslServerContext context, int socket) : base(context.Set(0), socket)
    {
        _context = context;
        LibSsl.SSL_set_accept_state(Ssl);
    }

    internal ImmutableArray<byte[]> Alpn => _context.Alpn;

    internal TicketKeyRing? Tickets => _context.Tickets;

    internal TrustAnchors? ClientTrust => _context.ClientTrust;

    internal bool RequiresCertificate => _context.RequiresCertificate;

    internal VerifiedChains VerifiedChains => _context.VerifiedChains;

    /// <summary>What the client showed in this handshake; empty when it showed nothing. In DER.</summary>
    internal ReadOnlySpan<byte> VerifiedCertificate => _peerCertificate;

    /// <summary>Until when it is good, in seconds since 1970.</summary>
    internal long VerifiedUntil { get; private set; } = long.MaxValue;

    internal long UnixTime => _context.Time.GetUtcNow().ToUnixTimeSeconds();

    protected override string? ServerName => _serverName;

    public override void QueueTicket()
    {
        if (!IsEstablished) throw new InvalidOperationException("A ticket can be issued once the handshake is done.");
        TicketIsQueued = Tickets is not null && TicketData.Fits(_peerCertificate) && LibSsl.SSL_version(Ssl) == Constants.TLS1_3_VERSION;
    }

    protected override TlsStatus SendTicket()
    {
        if (!_ticketIsMade)
        {
            LibCrypto.ERR_clear_error();
            // A client that left in the meantime, or whose last record is still being read, gets none.
            _ticketIsMade = LibSsl.SSL_new_session_ticket(Ssl) == 1;
        }
        var (result, errno) = (1, 0);
        if (_ticketIsMade && (result = RunHandshake(out errno)) != 1) return Conclude(result, errno);
        if (_ticketIsMade) FreeBuffers();
        if (_forgetsCertificate) Forget();
        return TlsStatus.Done;
    }

    /// <summary>A resumed session has no certificate of OpenSSL's, but what <see cref="TicketData"/> carried.</summary>
    public override byte[]? GetPeerCertificate()
    {
        if (!IsEstablished) return null;
        if (_peerCertificate is not null) return [.. _peerCertificate];
        return TicketData.TryRead(LibSsl.SSL_get_session(Ssl), out _, out var certificate) && !certificate.IsEmpty ? certificate.ToArray() : null;
    }

    public override void ForgetPeerCertificate()
    {
        if (Failure is not null || !IsEstablished) return;
        if (TicketIsQueued) _forgetsCertificate = true;
        else Forget();
    }

    private void Forget()
    {
        _peerCertificate = null;
        PeerCertificateMemory.Release(Ssl);
        TicketData.Clear(LibSsl.SSL_get_session(Ssl));
    }

    /// <summary>The client's chain has verified. It has yet to prove that it has the key.</summary>
    /// <param name="certificate">The client's own, in DER.</param>
    /// <param name="verification">Until when the chain is good, and what the log tells of it.</param>
    /// <param name="key">The certificate's public key, which stays the caller's.</param>
    internal void PeerVerified(byte[] certificate, VerifiedChains.Verification verification, nint key)
    {
        (_peerCertificate, VerifiedUntil, ProfileViolation) = (certificate, verification.End, verification.ProfileViolation);
        AcceptCurveOf(key);
    }

    /// <summary>
    /// With TLS 1.2 OpenSSL takes the groups for key exchange for those of client certificates too, and would refuse one that is good
    /// with TLS 1.3. The key exchange is chosen by now, so its groups can grow by the certificate's.
    /// </summary>
    private void AcceptCurveOf(nint key)
    {
        if (LibSsl.SSL_version(Ssl) != Constants.TLS1_2_VERSION) return;
        var name = stackalloc byte[32];
        nuint length;
        if (key == 0 || LibCrypto.EVP_PKEY_get_group_name(key, name, 32, &length) != 1)
        {
            LibCrypto.ERR_clear_error(); // no elliptic curve
            return;
        }
        var curve = KeyExchangeGroups.FindCanonicalName(Encoding.ASCII.GetString(name, (int)length));
        if (curve is not ("P-256" or "P-384" or "P-521") || _context.Groups.Contains(curve)) return;
        fixed (byte* groups = Encoding.ASCII.GetBytes(string.Join(':', _context.Groups.Add(curve)) + '\0'))
            OpenSslException.ThrowIf(LibSsl.SSL_ctrl(Ssl, Constants.SSL_CTRL_SET_GROUPS_LIST, new CLong(0), groups).Value != 1, "SSL_set1_groups_list");
    }

    /// <summary>
    /// Called with each ClientHello: takes the context whose certificates answer to the name. A ClientHello after the
    /// handshake would be a renegotiation. Returns 0, or the alert to refuse the client with.
    /// </summary>
    internal int AnswerClientHello(nint ssl) => Refusal = IsEstablished ? Constants.SSL_AD_NO_RENEGOTIATION : ChooseCertificate(ssl);

    private int ChooseCertificate(nint ssl)
    {
        var set = FindSet(ssl);
        if (set < 0)
        {
            if (_context.RejectsUnknownNames) return Constants.SSL_AD_UNRECOGNIZED_NAME;
            set = 0;
        }
        if (_set != Undecided)
        {
            // The second ClientHello, after a HelloRetryRequest, must be the same in this (RFC 8446 section 4.1.2).
            return set == _set ? 0 : Constants.SSL_AD_ILLEGAL_PARAMETER;
        }
        _set = set;
        if (set == 0) return 0;
        return LibSsl.SSL_set_SSL_CTX(ssl, _context.Set(set)) == 0 ? Constants.SSL_AD_INTERNAL_ERROR : 0;
    }

    protected override void Released() => _context.Release();

    /// <summary>
    /// Each run of OpenSSL's state machine makes a buffer for reading, which else would stay until something is read. Not while
    /// a record is half read or half delivered: OpenSSL before 3.0.14 frees it all the same (CVE-2024-4741).
    /// </summary>
    private void FreeBuffers()
    {
        var state = LibSsl.SSL_rstate_string(Ssl);
        var awaitsRecord = state[0] == 'R' && state[1] == 'H';
        if (awaitsRecord && LibSsl.SSL_has_pending(Ssl) == 0) _ = LibSsl.SSL_free_buffers(Ssl);
    }

    private int FindSet(nint ssl)
    {
        byte* extension;
        nuint length;
        if (LibSsl.SSL_client_hello_get0_ext(ssl, Constants.TLSEXT_TYPE_server_name, &extension, &length) != 1) return -1;
        var name = ServerNameExtension.Parse(new ReadOnlySpan<byte>(extension, (int)length), out var isWellFormed);
        _serverName ??= name.IsEmpty ? null : ServerNameText.Describe(name);
        if (!isWellFormed) return -1;
        Span<char> normalized = stackalloc char[ServerNamePattern.LongestName];
        return ServerNamePattern.TryNormalize(name, normalized, out var normalizedLength)
            ? _context.Names.Find(normalized[..normalizedLength])
            : -1;
    }
}
