using ActorTls.Configuration;
using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using ActorTls.Tls;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorTls.Connections;

/// <summary>
/// How a connection ends. The first cause is recorded, whatever follows from it; everything is given back in one place,
/// exactly once, whichever way the end came.
/// </summary>
internal sealed partial class ConnectionActor
{
    private Ending? _ending;

    /// <summary>What there is to tell of an end. An object of its own: most connections are open, and shall be small.</summary>
    private sealed class Ending(CloseReason reason, string? detail, ConnectionPhase phase)
    {
        public readonly CloseReason Reason = reason;
        public readonly string? Detail = detail;
        public readonly ConnectionPhase Phase = phase;
        public DrainStage DrainStage;

        /// <summary>The stream broke off, and a reset is to say so.</summary>
        public bool Breaks;

        /// <summary>The session has still to hand on what the client sent.</summary>
        public bool IsHeld;

        /// <summary>The socket is closed, and its number may be another's.</summary>
        public bool ClientIsClosed;

        /// <summary>Of a stream that broke off: the peer has sent FIN.</summary>
        public bool PeerEnded;

        /// <summary>Bytes that had not arrived when it was last looked at.</summary>
        public int Underway = int.MaxValue;

        /// <summary>How often it was looked at since there was progress.</summary>
        public int Looks;

        /// <summary>What was negotiated; set when the channel is given back.</summary>
        public TlsSessionInfo? Tls;
    }

    private static bool Closed(object message) => true;   // The actor is stopping; nothing concerns it any more.

    /// <summary>
    /// Ends with <c>close_notify</c>, after what waits to be sent, and with time for the peer to read it. What the session has not
    /// completed ends with a reset in its place.
    /// </summary>
    private void CloseGracefully(CloseReason reason, string? detail = null)
    {
        RecordEnd(reason, detail);
        if (_phase == ConnectionPhase.Established)
        {
            _ending!.Breaks = _established!.Session.IsIncomplete;
            BeginDrainingSession(DrainStage.Sending);
        }
        else BeginDraining(DrainStage.Sending);
    }

    /// <summary>Ends with a reset, after what waits to be sent.</summary>
    private void Break(CloseReason reason, string? detail)
    {
        RecordEnd(reason, detail);
        _ending!.Breaks = true;
        BeginDrainingSession(DrainStage.Sending);
    }

    /// <summary>
    /// Ends at once. The socket is closed when this returns; the actor stays for a session that has still to hand something on.
    /// </summary>
    private void CloseNow(CloseReason reason, string? detail = null, Exception? failure = null)
    {
        RecordEnd(reason, detail);
        if (_phase == ConnectionPhase.Established) LeaveSession(ref failure);
        if (failure is null && _ending!.IsHeld) CloseClient();
        else EndNow(failure);
    }

    private void EndNow(Exception? failure)
    {
        try
        {
            End(failure);
        }
        finally
        {
            Context.Stop(_self);   // Even when a logger throws: an actor that stayed would hold up every drain.
        }
    }

    private void LeaveSession(ref Exception? failure)
    {
        EnterDraining(DrainStage.Lingering);
        try
        {
            _established!.Session.OnClosed(_ending!.Reason);
        }
        catch (Exception thrown)
        {
            failure ??= thrown;
        }
    }

    /// <summary>Nothing more is to be said to the client, or can be.</summary>
    private void CloseClient()
    {
        if (_ending!.ClientIsClosed) return;

        _deadlines.Clear(DeadlineKind.Phase);
        _deadlines.Clear(DeadlineKind.Write);
        _established!.Unsent.Release();
        ReleaseChannel();
        CloseSocket();
    }

    private void LetEnd()
    {
        _ending!.IsHeld = false;
        if (_ending.ClientIsClosed) EndNow(null);
    }

    /// <summary>Ends at once by a reset, whatever waits in either direction. The socket is closed when this returns.</summary>
    private void Abort(CloseReason reason, string? detail)
    {
        Sockets.ResetOnClose(_socket);
        CloseNow(reason, detail);
    }

    /// <summary>Stopped from outside: an actor above it failed, or the actor system ends.</summary>
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

    /// <summary>The one way out.</summary>
    private void End(Exception? failure)
    {
        if (_phase == ConnectionPhase.Established) LeaveSession(ref failure);
        Enter(ConnectionPhase.Closed);
        try
        {
            if (_ending!.IsHeld) _established!.Session.OnCut();
        }
        catch (Exception thrown)
        {
            failure ??= thrown;
        }
        finally
        {
            Release();
            LogEnd(failure);
        }
    }

    /// <summary>The channel is of no more use: its failure is the reason.</summary>
    private void ChannelFailed()
    {
        var failure = _channel!.Failure ?? new TlsFailure(TlsFailureKind.Internal, "the TLS channel failed without a reason");
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
        if (_phase == ConnectionPhase.Established) BeginDrainingSession(DrainStage.Lingering);
        else if (_phase == ConnectionPhase.Closing) CloseNow(reason);
        else BeginDraining(DrainStage.Lingering);
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

    private void OnDeadlines()
    {
        while (_phase != ConnectionPhase.Closed && _deadlines.TryTakePassed(out var kind)) OnDeadline(kind);
    }

    private void OnDeadline(DeadlineKind kind)
    {
        switch (kind, _phase)
        {
            case (DeadlineKind.Phase, ConnectionPhase.Accepted or ConnectionPhase.Handshaking):
                CloseNow(CloseReason.HandshakeTimeout);
                break;
            case (DeadlineKind.Phase, ConnectionPhase.Authenticating):
                EndAuthorization();
                CloseGracefully(CloseReason.AuthenticationTimeout);
                break;
            case (DeadlineKind.Phase, ConnectionPhase.Closing):
                OnDrainLimit();
                break;
            case (DeadlineKind.Write, ConnectionPhase.Closing):
                if (_ending!.DrainStage == DrainStage.Arriving) LookWhatArrived(_ending);
                break;
            case (DeadlineKind.Session, ConnectionPhase.Closing):
                if (_ending!.IsHeld) _established!.Session.OnDeadline();
                break;
            case (DeadlineKind.Idle, ConnectionPhase.Established):
                CloseGracefully(CloseReason.IdleTimeout);
                break;
            case (DeadlineKind.Lifetime, ConnectionPhase.Established):
                CloseGracefully(CloseReason.LifetimeReached);
                break;
            case (DeadlineKind.Write, ConnectionPhase.Established):
                CloseNow(_established!.PeerIsGone ? CloseReason.PeerReset : CloseReason.SlowConsumer);
                break;
            case (DeadlineKind.HalfClose, ConnectionPhase.Established):
                if (_established!.Session.IsIncomplete) Break(CloseReason.HalfCloseTimeout, null);
                else CloseNow(CloseReason.HalfCloseTimeout);
                break;
            case (DeadlineKind.Session, ConnectionPhase.Established):
                _established!.Session.OnDeadline();
                break;
            case (DeadlineKind.Drain, ConnectionPhase.Established):
                _environment.Admission.CountCut();
                CloseGracefully(CloseReason.Draining);
                break;
            case (DeadlineKind.Drain, ConnectionPhase.Closing):
                CutDraining(serverStops: true);
                break;
            case (DeadlineKind.Drain, ConnectionPhase.Accepted or ConnectionPhase.Handshaking or ConnectionPhase.Authenticating):
                Cut(CloseReason.Draining);
                break;
        }
    }

    /// <summary>Ends without waiting for the peer, who is told if the socket takes it.</summary>
    private void Cut(CloseReason reason)
    {
        if (reason == CloseReason.Draining) _environment.Admission.CountCut();

        // A goodbye behind bytes that are never sent would make what was sent look complete, as would one before more was to come.
        var isComplete = _established is null or { Unsent.Length: 0, Session.IsIncomplete: false };
        if (_phase is ConnectionPhase.Authenticating or ConnectionPhase.Established && isComplete)
        {
            _channel!.Shutdown(endFollows: true);
            Sockets.ShutdownWrite(_socket);   // By itself: the close that follows resets when something is unread, and drops what waits.
        }
        RecordEnd(reason, null);
        EndNow(null);
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

    private void Release()
    {
        _deadlines.Stop();
        EndAuthorization();
        _established?.Unsent.Release();
        ReleaseChannel();
        CloseSocket();   // Last: from here on the number may be another connection's.

        _environment.Counters.Connections(ConnectionPhase.Closed)--;
        _environment.Counters.Closes(_ending!.Reason, _ending.Phase)++;
        if (_addressIsCounted) _environment.Admission.ReleaseAddress(_peer);
        _environment.Admission.ReturnSlot();
    }

    private void CloseSocket()
    {
        if (_ending!.ClientIsClosed) return;
        _ending.ClientIsClosed = true;
        if (_registration is { } registration) _environment.Loop.Close(registration);
        else Sockets.Close(_socket);
        _registration = null;
    }

    private void ReleaseChannel()
    {
        if (_channel is null) return;
        _ending!.Tls = _channel.Describe();
        _channel.Dispose();
        _channel = null;
    }

    private void LogEnd(Exception? failure)
    {
        var ending = _ending!;
        var level = ending.Reason switch
        {
            CloseReason.InternalError => LogLevel.Error,
            CloseReason.HandshakeTimeout or CloseReason.ProxyHeaderInvalid or CloseReason.OverLimit => LogLevel.Information,
            _ when ending.Phase == ConnectionPhase.Accepted => LogLevel.Debug,
            _ => LogLevel.Information,
        };
        if (!_environment.Logger.IsEnabled(level)) return;

        var tls = ending.Tls ?? default;
        new ConnectionClosed(
            _environment.Listener, _id, _peer.ToString(), _identity is { IsAnonymous: false } ? _identity.LogName : null,
            tls.ServerName, NullIfEmpty(tls.Version), NullIfEmpty(tls.CipherSuite), tls.Resumed, _bytesIn, _bytesOut,
            _environment.Loop.Now - _acceptedAt, ending.Phase.Name(), ending.Reason.Name(), ending.Detail, _upstream, tls.ProfileViolation)
            .Write(_environment.Logger, level, failure);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
