using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using ActorTls.Tls;

namespace ActorTls.Connections;

/// <content>
/// The ways in which a connection comes to its end, in whatever phase. The first cause is recorded, whatever follows from it.
/// </content>
internal sealed partial class ConnectionActor
{
    private Ending? _ending;

    /// <summary>What there is to tell of an end. An object of its own: most connections are open, and are to be small.</summary>
    private sealed class Ending(CloseReason reason, string? detail, ConnectionPhase phase)
    {
        public readonly CloseReason Reason = reason;
        public readonly string? Detail = detail;
        public readonly ConnectionPhase Phase = phase;
        public ClosingStage Stage;

        /// <summary>The stream broke off, and a reset is to say so.</summary>
        public bool EndsWithReset;

        /// <summary>The session is being told of the end, and may hold the connection.</summary>
        public bool MayBeHeld;

        /// <summary>The session has still to hand on what the client sent.</summary>
        public bool IsHeld;

        /// <summary>Of a stream that broke off: the peer has sent FIN.</summary>
        public bool PeerHasEnded;

        /// <summary>Of what was sent last.</summary>
        public DeliveryWatch Delivery = new();

        /// <summary>What was negotiated; set when the channel is given back.</summary>
        public TlsSessionInfo? Tls;
    }

    /// <summary>
    /// Ends with <c>close_notify</c>, after what waits to be sent, and with time for the peer to read it. When the session still owes
    /// the peer something, the connection ends with a reset instead.
    /// </summary>
    private void CloseGracefully(CloseReason reason, string? detail = null)
    {
        RecordEnd(reason, detail);
        if (_phase == ConnectionPhase.Established)
        {
            _ending!.EndsWithReset = _session!.IsIncomplete;
            BeginClosingSession(ClosingStage.Flushing);
        }
        else BeginClosing(ClosingStage.Flushing);
    }

    /// <summary>Ends with a reset, after what waits to be sent.</summary>
    private void CloseWithReset(CloseReason reason, string? detail)
    {
        RecordEnd(reason, detail);
        _ending!.EndsWithReset = true;
        BeginClosingSession(ClosingStage.Flushing);
    }

    /// <summary>Ends at once by a reset, whatever waits in either direction. The socket is closed when this returns.</summary>
    private void Abort(CloseReason reason, string? detail)
    {
        Sockets.ResetOnClose(_socket.Descriptor);
        CloseNow(reason, detail);
    }

    /// <summary>
    /// Ends at once. The socket is closed when this returns; the actor stays for a session that has still to hand something on.
    /// </summary>
    private void CloseNow(CloseReason reason, string? detail = null, Exception? failure = null)
    {
        RecordEnd(reason, detail);
        if (_phase == ConnectionPhase.Established) LeaveSession(ClosingStage.Lingering, ref failure);
        if (failure is null && _ending!.IsHeld) CloseSocketOfHeld();
        else EndNow(failure);
    }

    /// <summary>Ends without waiting for the peer, which is told if the socket takes it.</summary>
    private void Cut(CloseReason reason)
    {
        if (reason == CloseReason.Draining) _environment.Admission.CountCut();

        // A close_notify behind bytes that are never sent would make the stream look complete, as would one before more was to come.
        var isComplete = _session is null || (_socket.Unsent == 0 && !_session.IsIncomplete);
        if (_phase is ConnectionPhase.Authenticating or ConnectionPhase.Established && isComplete)
        {
            _socket.CompleteWrites(endFollows: true);
            Sockets.ShutdownWrite(_socket.Descriptor);   // By itself: the close that follows resets when something is unread, and drops what waits.
        }
        RecordEnd(reason, null);
        EndNow(null);
    }

    /// <summary>The channel is of no more use: its failure is the reason.</summary>
    private void ChannelFailed()
    {
        var failure = _socket.Channel.Failure ?? new TlsFailure(TlsFailureKind.Internal, "the TLS channel failed without a reason");
        var reason = ReasonOf(failure.Kind);
        var alertWasSent = failure.Kind is TlsFailureKind.Protocol or TlsFailureKind.CertificateRejected;
        if (!alertWasSent)
        {
            CloseNow(reason, failure.Detail);
            return;
        }

        if (failure.IsPlaintextHttp && _phase == ConnectionPhase.Handshaking)
        {
            RefuseHttp(failure.Detail);
            return;
        }
        RecordEnd(reason, failure.Detail);
        if (_phase == ConnectionPhase.Established) BeginClosingSession(ClosingStage.Lingering);
        else if (_phase == ConnectionPhase.Closing) CloseNow(reason);
        else BeginClosing(ClosingStage.Lingering);
    }

    private CloseReason ReasonOf(TlsFailureKind kind) => kind switch
    {
        TlsFailureKind.CertificateRejected => CloseReason.CertificateRejected,
        TlsFailureKind.Truncated => CloseReason.Truncated,
        TlsFailureKind.Reset => CloseReason.PeerReset,
        TlsFailureKind.Protocol when _phase <= ConnectionPhase.Handshaking => CloseReason.HandshakeFailed,
        TlsFailureKind.Protocol => CloseReason.ProtocolError,
        _ => CloseReason.InternalError,
    };

    /// <summary>Stopped from outside: an actor above this one failed, or the actor system ends.</summary>
    protected override void PostStop()
    {
        if (_phase == ConnectionPhase.Closed) return;

        if (_environment.Supervision.HasFailed)
        {
            RecordEnd(CloseReason.InternalError, "its acceptor, or an actor above that, failed");
        }
        else
        {
            _environment.Admission.CountCut();
            RecordEnd(CloseReason.Draining, "its acceptor was stopped");
        }
        End(null);
    }

    /// <summary>The data phase is over. What the session throws then ends the connection at once, whoever catches what it throws.</summary>
    private void LeaveSession(ClosingStage stage, ref Exception? failure)
    {
        EnterClosing(stage);
        _ending!.MayBeHeld = true;
        try
        {
            _session!.End(_ending.Reason);
        }
        catch (Exception thrown)
        {
            failure ??= thrown;
        }
        _ending.MayBeHeld = false;
    }

    /// <summary>Nothing more is to be sent to the client, or can be; the session stays.</summary>
    private void CloseSocketOfHeld()
    {
        if (!_socket.IsOpen) return;

        _deadlines.Clear(DeadlineKind.Phase);
        _deadlines.Clear(DeadlineKind.Write);
        ReleaseTls();
        _socket.Close();
    }

    private void RecordEnd(CloseReason reason, string? detail)
    {
        if (_ending is not null) return;

        _ending = new Ending(reason, detail, _phase);
        if (!IsPlaintext && (_phase == ConnectionPhase.Handshaking || reason == CloseReason.HandshakeTimeout))
        {
            CountHandshake(reason switch
            {
                CloseReason.HandshakeTimeout => HandshakeResult.TimedOut,
                CloseReason.CertificateRejected => HandshakeResult.CertificateRejected,
                _ => HandshakeResult.Failed,
            });
        }
    }
}
