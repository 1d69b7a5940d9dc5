using System.Runtime.InteropServices;
using System.Text;
using ActorTls.EventLoops;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// Owns one <c>SSL*</c>. What OpenSSL calls back during a step finds the channel in <see cref="Current"/>: a step runs
/// on one thread from its beginning to its end, so no pointer to managed memory is ever kept by native code.
/// </summary>
internal abstract unsafe partial class OpenSslChannel : ITlsChannel
{
    /// <summary>
    /// Reads of the socket that one step of a handshake may make, of 16 KiB each: OpenSSL itself goes on as long as something comes,
    /// and skips records that cost a sender nothing.
    /// </summary>
    private const int MostReadsInStep = 4;

    /// <summary>
    /// Bytes that a handshake may take: more than the largest messages that OpenSSL lets through, with early data and certificates.
    /// </summary>
    private const ulong LongestHandshake = 512 << 10;

    [ThreadStatic] private static OpenSslChannel? s_current;
    private static int s_live;

    private nint _ssl;
    private bool _established;
    private bool _inputClosed;
    private bool _outputClosed;
    private bool _writePending;
    private bool _mayHoldInput;
    private int _outputError;
    private int _readsInStep;

    protected OpenSslChannel(SslContextHandle context, int socket)
    {
        LibCrypto.ERR_clear_error();
        _ssl = LibSsl.SSL_new(context);
        OpenSslException.ThrowIf(_ssl == 0, "SSL_new");
        Interlocked.Increment(ref s_live);
        try
        {
            var bio = SocketBio.Create(socket);
            LibSsl.SSL_set_bio(_ssl, bio, bio);
            SocketBio.AskBeforeReading(bio, true);
        }
        catch
        {
            Free();
            throw;
        }
    }

    /// <summary>Channels of the process that were made and not yet disposed.</summary>
    internal static int Live => Volatile.Read(ref s_live);

    /// <summary>The channel whose step is running on this thread.</summary>
    internal static OpenSslChannel? Current => s_current;

    public TlsFailure? Failure { get; private set; }

    public bool HasReceivedBytes => LibCrypto.BIO_number_read(LibSsl.SSL_get_rbio(Ssl)) > 0;

    public bool HasBufferedInput => _mayHoldInput && Failure is null && !_inputClosed && LibSsl.SSL_has_pending(Ssl) == 1;

    /// <summary>The <c>SSL*</c>; for tests that play a hostile peer too. Throws after disposal rather than give what was freed.</summary>
    internal nint Ssl
    {
        get
        {
            ObjectDisposedException.ThrowIf(_ssl == 0, this);
            return _ssl;
        }
    }

    /// <summary>Whether more is sent right after what the step under way sends.</summary>
    internal bool MoreFollows { get; private set; }

    /// <summary>Called within a step: the socket takes nothing any more.</summary>
    internal void PeerTakesNothing(int errno)
    {
        if (_outputError == 0) _outputError = errno;   // Of a socket only the first says what happened.
    }

    /// <summary>Called within a step of the handshake.</summary>
    internal bool MayReadMore() => ++_readsInStep <= MostReadsInStep;

    protected bool IsEstablished => _established;

    /// <summary>What the strict profile would refuse in the peer's chain, though it was let in; null for nothing, and when it is not known.</summary>
    internal string? ProfileViolation { get; private protected set; }

    /// <summary>Why a check of ours refuses the peer's certificate; null when none did.</summary>
    private protected string? CertificateProblem { get; set; }

    /// <summary>The alert that a callback of ours refused the peer with, or 0.</summary>
    protected int Refusal { get; set; }

    /// <summary>The name the peer asked for, or was asked for.</summary>
    protected abstract string? ServerName { get; }

    public TlsStatus Handshake()
    {
        if (Failure is not null) return TlsStatus.Failed;
        if (_established) return TlsStatus.Done;
        _readsInStep = 0;
        var result = RunHandshake(out var errno);
        if (result != 1)
        {
            var status = Conclude(result, errno);
            if (status != TlsStatus.WantRead || LibCrypto.BIO_number_read(LibSsl.SSL_get_rbio(_ssl)) <= LongestHandshake) return status;
            return Fail(new TlsFailure(TlsFailureKind.Protocol, $"a handshake of more than {LongestHandshake >> 10} KiB"));
        }
        SocketBio.AskBeforeReading(LibSsl.SSL_get_rbio(_ssl), false);
        _established = true;
        _mayHoldInput = true; // the peer's first data may have come with its last handshake record
        return TlsStatus.Done;
    }

    public virtual void QueueTicket() { }

    public TlsStatus Flush() => SendQueued(moreFollows: false);

    private TlsStatus SendQueued(bool moreFollows)
    {
        if (Failure is not null) return TlsStatus.Failed;
        if (!TicketIsQueued) return TlsStatus.Done;
        MoreFollows = moreFollows;
        var status = SendTicket();
        MoreFollows = false;
        TicketIsQueued = status is TlsStatus.WantRead or TlsStatus.WantWrite;
        return status == TlsStatus.Done && _outputError != 0 ? TlsStatus.PeerGone : status;
    }

    public TlsStatus Write(ReadOnlySpan<byte> source, out int written)
    {
        ArgumentOutOfRangeException.ThrowIfZero(source.Length, nameof(source));
        written = 0;
        if (Failure is not null) return TlsStatus.Failed;
        if (_outputClosed) throw new InvalidOperationException("Nothing can be written after Shutdown.");
        RequireEstablished();
        if (_outputError != 0) return TlsStatus.PeerGone;
        if (TicketIsQueued && SendQueued(moreFollows: true) is var queued and not TlsStatus.Done) return queued;
        var ssl = Ssl;
        int result, errno;
        fixed (byte* buffer = source)
        {
            s_current = this;
            LibCrypto.ERR_clear_error();
            MoreFollows = source.Length > TlsRecord.LargestPlaintext && !_writePending; // else this call may take all of it
            result = LibSsl.SSL_write(ssl, buffer, source.Length);
            errno = Marshal.GetLastPInvokeError();
            MoreFollows = false;
            s_current = null;
        }
        if (_outputError != 0) return TlsStatus.PeerGone;
        if (result > 0)
        {
            _writePending = false;
            written = result;
            return TlsStatus.Done;
        }
        var status = Conclude(result, errno);
        _writePending = status == TlsStatus.WantWrite;
        return status;
    }

    public TlsStatus Shutdown(bool endFollows = false)
    {
        var status = SendCloseNotify(endFollows);
        MoreFollows = false;
        return status;
    }

    private TlsStatus SendCloseNotify(bool endFollows)
    {
        if (Failure is not null) return TlsStatus.Failed;
        if (_outputError != 0) return TlsStatus.PeerGone;
        if (!_established) return TlsStatus.Done; // nothing was promised to the peer yet, so nothing is to be ended
        if (_outputClosed) return TlsStatus.Done;
        // A record that is half sent cannot be followed by an alert; the owner has to write it to its end.
        if (_writePending) return TlsStatus.WantWrite;
        if (TicketIsQueued && SendQueued(moreFollows: true) is var queued and not TlsStatus.Done) return queued;
        MoreFollows = endFollows;
        // Nor can a ticket or the answer to a KeyUpdate that the socket has not taken yet.
        if (LibSsl.SSL_in_init(Ssl) == 1 && RunHandshake(out var pending) is var flushed and not 1) return Conclude(flushed, pending);
        s_current = this;
        LibCrypto.ERR_clear_error();
        var result = LibSsl.SSL_shutdown(_ssl);
        var errno = Marshal.GetLastPInvokeError();
        s_current = null;
        if (_outputError != 0) return TlsStatus.PeerGone;
        if (result < 0) return Conclude(result, errno);
        _outputClosed = true;
        return TlsStatus.Done;
    }

    public TlsSessionInfo Describe()
    {
        var cipher = LibSsl.SSL_get_current_cipher(Ssl);
        var version = cipher == 0 ? "" : LibSsl.SSL_version(_ssl) switch
        {
            Constants.TLS1_3_VERSION => "TLSv1.3",
            Constants.TLS1_2_VERSION => "TLSv1.2",
            _ => "",
        };
        var suite = cipher == 0 ? null : CipherSuites.FindName(LibSsl.SSL_CIPHER_get_protocol_id(cipher));
        byte* protocol;
        uint length;
        LibSsl.SSL_get0_alpn_selected(_ssl, &protocol, &length);
        var alpn = length == 0 ? null : Encoding.Latin1.GetString(protocol, (int)length);
        return new TlsSessionInfo(version, suite ?? "", ServerName, alpn, LibSsl.SSL_session_reused(_ssl) == 1)
        {
            ProfileViolation = ProfileViolation,
        };
    }

    public virtual byte[]? GetPeerCertificate()
    {
        if (!_established) return null;
        var certificate = LibSsl.SSL_get0_peer_certificate(Ssl);
        return certificate == 0 ? null : NativeCertificates.Encode(certificate);
    }

    public virtual void ForgetPeerCertificate() { }

    /// <summary>The peer's chain has something that is common and that the strict profile refuses. The first is kept.</summary>
    internal void NoteProfileViolation(string violation) => ProfileViolation ??= violation;

    /// <summary>A check of ours refuses the peer's certificate.</summary>
    internal void RefuseCertificate(string problem) => CertificateProblem = problem;

    public void Dispose()
    {
        if (_ssl == 0) return;
        Free();
        Released();
    }

    /// <summary>A ticket is to be sent before anything else.</summary>
    private protected bool TicketIsQueued { get; set; }

    /// <summary>Sends the ticket of a session that did not fail.</summary>
    protected virtual TlsStatus SendTicket() => TlsStatus.Done;

    /// <summary>The <c>SSL*</c> is gone; called once.</summary>
    protected abstract void Released();

    /// <summary>Runs OpenSSL's state machine; after the handshake it sends what is queued, such as a ticket.</summary>
    protected int RunHandshake(out int errno)
    {
        var ssl = Ssl;
        s_current = this;
        LibCrypto.ERR_clear_error();
        var result = LibSsl.SSL_do_handshake(ssl);
        errno = Marshal.GetLastPInvokeError();
        s_current = null;
        return result;
    }

    /// <summary>Call right after the step, on the same thread: the error queue is read.</summary>
    protected TlsStatus Conclude(int result, int errno)
    {
        var error = LibSsl.SSL_get_error(_ssl, result);
        switch (error)
        {
            case Constants.SSL_ERROR_WANT_READ: return TlsStatus.WantRead;
            case Constants.SSL_ERROR_WANT_WRITE: return TlsStatus.WantWrite;
            case Constants.SSL_ERROR_ZERO_RETURN when _established:
                _inputClosed = true;
                return TlsStatus.Closed;
            default:
                var failure = ChannelFailures.Describe(_ssl, error, errno, Refusal);
                // The socket told of the reset when something was sent, and to who reads it looks like an end afterwards. EPIPE
                // is what it tells when it had come upon the peer's end first.
                if (failure.Kind == TlsFailureKind.Truncated && _outputError is not (0 or LibC.EPIPE))
                    failure = new TlsFailure(TlsFailureKind.Reset, Marshal.GetPInvokeErrorMessage(_outputError));
                return Fail(failure.Kind == TlsFailureKind.CertificateRejected && CertificateProblem is { } problem
                    ? failure with { Detail = problem }
                    : failure);
        }
    }

    /// <summary>Else OpenSSL would finish the handshake inside a read or write, and nobody would have been authorised.</summary>
    private void RequireEstablished()
    {
        if (!_established) throw new InvalidOperationException("Data can be read and written once the handshake is done.");
    }

    private TlsStatus Fail(TlsFailure failure)
    {
        Failure = failure;
        return TlsStatus.Failed;
    }

    private void Free()
    {
        var ssl = Interlocked.Exchange(ref _ssl, 0);
        // Else OpenSSL takes a connection that was not shut down for a reason never to resume its session.
        LibSsl.SSL_set_shutdown(ssl, Constants.SSL_SENT_SHUTDOWN | Constants.SSL_RECEIVED_SHUTDOWN);
        LibSsl.SSL_free(ssl);
        Interlocked.Decrement(ref s_live);
    }
}
