using System.Collections.Immutable;
using ActorTls.Sessions;
using ActorTls.Telemetry;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorTls.Connections;

/// <content>
/// Closed: the socket and the TLS state are given back. Everything is given back in one place, exactly once, whichever way the end
/// came, and the event of the connection is logged.
/// </content>
internal sealed partial class ConnectionActor
{
    private ImmutableArray<KeyValuePair<string, object?>> _tags = [];

    private static bool Closed(object message) => true;   // The actor is stopping; nothing concerns it any more.

    private void EndNow(Exception? failure)
    {
        try
        {
            End(failure);
        }
        finally
        {
            // Even when a logger throws: an actor that stayed would hold up every drain. Not by the context, which may only be used in a
            // turn of the actor: a session may have ended the connection from elsewhere on the loop, though it should not.
            ((IInternalActorRef)_self).Stop();
        }
    }

    /// <summary>The one way out.</summary>
    private void End(Exception? failure)
    {
        if (_phase == ConnectionPhase.Established) LeaveSession(ClosingStage.Lingering, ref failure);
        Enter(ConnectionPhase.Closed);
        try
        {
            var wasHeld = _ending!.IsHeld;
            _ending.IsHeld = false;   // First, so that the session may end its hold too.
            if (wasHeld) _session!.OnHoldEnded();
        }
        catch (Exception thrown)
        {
            failure ??= thrown;
        }
        finally
        {
            Release();
            KeepEnding();
            LogEnd(failure);
        }
    }

    private void Release()
    {
        _deadlines.Stop();
        EndAuthorization();
        ReleaseTls();
        _socket.Close();   // Last: from here on the number may be another connection's.

        _environment.Registry.Leave(this);
        _environment.Counters.Connections(ConnectionPhase.Closed)--;
        _environment.Counters.Closes(_ending!.Reason, _ending.Phase)++;
        if (_addressIsCounted) _environment.Admission.ReleaseAddress(_peer);
        _environment.Admission.ReturnSlot();
    }

    private void ReleaseTls() => _ending!.Tls ??= _socket.ReleaseTls();

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
            _environment.Loop.Now - _acceptedAt, ending.Phase.Name(), ending.Reason.Name(), ending.Detail, _tags, tls.ProfileViolation)
            .Write(_environment.Logger, level, failure);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
