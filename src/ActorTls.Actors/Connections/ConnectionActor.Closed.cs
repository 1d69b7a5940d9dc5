using System.Collections.Immutable;
using ActorTls.Sessions;
using Akka.Actor;

namespace ActorTls.Connections;

/// <content>
/// Closed: the socket and the TLS state are given back. Everything is given back in one place, exactly once, whichever way the end
/// came. The ending is kept for those who ask, and logged.
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
            TellEnd(failure);
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
}
