using System.Runtime.InteropServices;
using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Sessions;
using Akka.Actor;

namespace ActorTls.Listening;

/// <summary>
/// Accepting. An acceptor takes a slot before it accepts. While the listener has no slot, or the system has run out of descriptors or
/// memory, connections stay in the kernel's queue.
/// </summary>
internal sealed partial class AcceptorActor
{
    /// <summary>Connections accepted in one turn, before existing connections have theirs.</summary>
    private const int AcceptsPerTurn = 16;

    // A pause takes the socket out of the epoll set: with EPOLLEXCLUSIVE the kernel allows no change of interest.

    private void StartAccepting() => _registration =
        _environment.Loop.Register(_socket!.Descriptor, IoEvents.Readable | IoEvents.Exclusive, this);

    private void StopAccepting()
    {
        if (_registration is { } registration) _environment.Loop.Unregister(registration);
        _registration = null;
    }

    // Tries at once: while the kernel's queue is empty, no event would show that the shortage is over.
    private void ResumeAcceptingNow()
    {
        StartAccepting();
        Accept();
    }

    private void Accept(int most = AcceptsPerTurn)
    {
        Span<byte> address = stackalloc byte[Sockets.LongestAddress];
        for (var i = 0; i < most; i++)
        {
            if (!TryTakeSlot())
            {
                if (i > 0) _listener.Pause.End();
                return;
            }

            var socket = Sockets.Accept(_socket!.Descriptor, address, out var length, out var errno);
            if (socket >= 0)
            {
                Admit(socket, PeerAddress.FromSocketAddress(address[..length]));
                continue;
            }

            Admission.ReturnSlot();
            if (errno == LibC.EAGAIN) break;
            if (errno != LibC.EINTR && !AfterError(errno)) return;
        }
        _listener.Pause.End();
    }

    private bool TryTakeSlot()
    {
        if (Admission.TryTakeSlot()) return true;

        StopAccepting();
        Admission.WaitForSlot();

        // A slot that became free before WaitForSlot wakes no acceptor.
        if (!Admission.TryTakeSlot()) return false;
        StartAccepting();
        return true;
    }

    private void Admit(int socket, PeerAddress peer)
    {
        _environment.Counters.Accepted++;
        // Behind a proxy, the address that counts comes with the proxy's header.
        var version = _environment.Versions.Current;
        var isPeerKnown = version.Proxies is null;
        if (isPeerKnown && !Admission.TryCountAddress(peer))
        {
            CloseOverLimit(version, socket, peer);
            return;
        }

        try
        {
            Context.ActorOf(_producer.Props);   // Made in a turn of its own: the connection may be added afterwards.
        }
        catch
        {
            Sockets.Close(socket);   // No actor owns it yet.
            if (isPeerKnown) Admission.ReleaseAddress(peer);
            Admission.ReturnSlot();
            throw;
        }
        _producer.Add(version, socket, peer);
    }

    private void CloseOverLimit(ListenerVersion version, int socket, PeerAddress peer)
    {
        Sockets.Close(socket);
        Admission.ReturnSlot();
        _environment.Counters.Closes(CloseReason.OverLimit, ConnectionPhase.Accepted)++;
        var endings = _environment.Endings;
        var last = new ConnectionSnapshot
        {
            Id = ConnectionActor.NextId(), Listener = _environment.Listener, PeerAddress = peer, Since = endings.Now, Generation = version.Number,
        };
        endings.Add(last, CloseReason.OverLimit, null).Log(_environment.Logger, null);
    }

    /// <summary>Whether to go on accepting.</summary>
    private bool AfterError(int errno)
    {
        var errorClass = AcceptErrors.Classify(errno);
        _environment.Counters.AcceptErrors((int)errorClass)++;
        switch (errorClass)
        {
            case AcceptErrorClass.PeerAborted:
                return true;
            case AcceptErrorClass.Fatal:
                throw new IOException($"accept: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})");
            default:
                _listener.Pause.Begin(errorClass, Marshal.GetPInvokeErrorMessage(errno));
                StopAccepting();
                _environment.Loop.Timers.Schedule(_retry, (long)AcceptPause.RetryAfter.TotalMilliseconds);
                return false;
        }
    }

    private sealed class RetryTimer(IActorRef acceptor) : TimerNode
    {
        protected internal override void OnTimer() => acceptor.Tell(ResumeAccepting.Instance, ActorRefs.NoSender);
    }
}
