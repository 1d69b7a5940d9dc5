using System.Diagnostics.CodeAnalysis;
using ActorTls.Authentication;
using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;
using Akka.Actor;
using Akka.Event;

namespace ActorTls.Connections;

/// <summary>
/// Owns one TCP connection and its TLS state, from acceptance until both are given back. It runs on the event loop that
/// its socket belongs to. Each phase has a file of its own; this one holds what they share: how a phase is
/// entered, how readiness and deadlines arrive, and what becomes of an exception.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor's end is PostStop, which gives everything back.")]
internal sealed partial class ConnectionActor : ActorBase, IIoHandler, IHandshakeWaiter
{
    /// <summary>Always of interest: a peer that is gone is noticed in every phase.</summary>
    private const IoEvents HangUps = IoEvents.Error | IoEvents.HangUp;

    private static long _lastId;

    private readonly ConnectionEnvironment _environment;
    private readonly int _socket;
    private readonly bool _isUnixSocket;
    private readonly long _id = NextId();
    private readonly long _acceptedAt;
    private readonly IActorRef _self;
    private readonly Deadlines _deadlines;
    private ListenerVersion _version;   // Those of the acceptance, and from the handshake on those of its beginning.

    private PeerAddress _peer;   // The proxy's, until its header has named another.
    private bool _addressIsCounted;
    private ConnectionPhase _phase = ConnectionPhase.Accepted;
    private ITlsChannel? _channel;
    private IoRegistration? _registration;
    private IoEvents _interest;
    private IoEvents _ready;
    private bool _readyUnderWay;
    private PeerIdentity? _identity;
    private long _bytesIn;
    private long _bytesOut;
    private string? _upstream;

    /// <summary>The socket, connected and non-blocking, is the actor's from here on.</summary>
    public ConnectionActor(ConnectionEnvironment environment, ListenerVersion version, int socket, PeerAddress peer)
    {
        _environment = environment;
        _version = version;
        _socket = socket;
        _isUnixSocket = peer == PeerAddress.Unix;
        _peer = peer;
        _awaitsProxyHeader = version.Proxies is not null;
        _addressIsCounted = !_awaitsProxyHeader;
        _acceptedAt = environment.Loop.Now;
        _self = Self;
        _deadlines = new Deadlines(environment.Loop, _self);
        environment.Counters.Connections(ConnectionPhase.Accepted)++;
    }

    /// <summary>The number of the next connection, unique in this process.</summary>
    internal static long NextId() => Interlocked.Increment(ref _lastId);

    protected override void PreStart()
    {
        // Not left to the supervisor: an actor that fails to start gets no PostStop, and the socket would be lost.
        try
        {
            _interest = Interest;
            _registration = _environment.Loop.Register(_socket, _interest, this);
            _deadlines.Set(DeadlineKind.Phase, _version.Timeouts.Handshake);
            if (_awaitsProxyHeader) RefuseStranger();
            else if (IsPlaintext) ((IIoHandler)this).OnIo(IoEvents.None);   // Not in this call, which is no turn yet.
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    /// <summary>Called by the event loop, between turns. One message is enough for any number of events.</summary>
    void IIoHandler.OnIo(IoEvents events)
    {
        _ready |= events;
        if (_readyUnderWay) return;

        _readyUnderWay = true;
        _self.Tell(SocketReady.Instance, ActorRefs.NoSender);
    }

    // Not by Become: Akka keeps 400 bytes more for an actor that has more than one behaviour.
    protected override bool Receive(object message) => _phase switch
    {
        ConnectionPhase.Accepted => Accepted(message),
        ConnectionPhase.Handshaking => Handshaking(message),
        ConnectionPhase.Authenticating => Authenticating(message),
        ConnectionPhase.Established => Established(message),
        ConnectionPhase.Closing => Draining(message),
        _ => Closed(message),
    };

    /// <summary>Every turn passes here: whatever a phase, a session or a library throws ends this connection alone.</summary>
    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            // A message of our own that the phase does not allow is a fault of ours; anybody else's is published as unhandled.
            var isHandled = base.AroundReceive(receive, message);
            if (!isHandled && message is IDeadLetterSuppression) throw new UnexpectedMessageException(_phase, message);
            UpdateInterest();
            return isHandled;
        }
        catch (Exception failure)
        {
            Fail(failure);
            return true;
        }
    }

    /// <summary>The only place where the phase changes.</summary>
    private void Enter(ConnectionPhase next)
    {
        if (!PhaseTransitions.IsAllowed(_phase, next))
            throw new InvalidOperationException($"A connection cannot go from {_phase} to {next}.");

        if (next > ConnectionPhase.Handshaking) EndHandshakeSlot();
        _environment.Counters.Connections(_phase)--;
        _environment.Counters.Connections(next)++;
        _phase = next;

        // A handshake keeps the deadline that was set at acceptance: progress does not put it off.
        if (next == ConnectionPhase.Authenticating) _deadlines.Set(DeadlineKind.Phase, _version.Timeouts.Authentication);
        else if (next == ConnectionPhase.Established) _deadlines.Clear(DeadlineKind.Phase);
    }

    /// <summary>What concerns every phase in which there is no session yet.</summary>
    private bool BeforeEstablished(object message)
    {
        switch (message)
        {
            case DeadlineDue:
                OnDeadlines();
                return true;
            case BeginDrain:
                _deadlines.Set(DeadlineKind.Drain, _version.Timeouts.Drain);
                return true;
            case CutConnection cut:
                Cut(cut.Reason);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What the peer connected to; null once the socket is closed, when its number may be another's.</summary>
    private PeerAddress? LocalAddress
    {
        get
        {
            if (_phase == ConnectionPhase.Closed || _ending is { ClientIsClosed: true }) return null;
            Span<byte> address = stackalloc byte[Sockets.LongestAddress];
            return PeerAddress.FromSocketAddress(address[..Sockets.GetLocalAddress(_socket, address)]);
        }
    }

    private IoEvents TakeReady()
    {
        var events = _ready;
        _ready = IoEvents.None;
        _readyUnderWay = false;
        return events;
    }

    private IoEvents Interest => _phase switch
    {
        ConnectionPhase.Accepted => HangUps | HandshakeCost | (_handshakePlace is null ? IoEvents.Readable : IoEvents.None),
        ConnectionPhase.Handshaking => HangUps | HandshakeCost | _handshakeInterest,
        ConnectionPhase.Established => EstablishedInterest,
        ConnectionPhase.Closing => DrainingInterest,
        _ => HangUps,
    };

    private void UpdateInterest()
    {
        if (_registration is not { } registration) return;

        var wanted = Interest;
        if (wanted == _interest) return;

        _interest = wanted;
        _environment.Loop.Modify(registration, wanted);
    }

    private void Fail(Exception failure)
    {
        if (_phase == ConnectionPhase.Closed) return;   // It ended already, and its end was told.
        CloseNow(CloseReason.InternalError, failure.Message, failure);
    }
}

/// <summary>A message of a connection's own that the phase it came in does not allow: a fault of ours.</summary>
internal sealed class UnexpectedMessageException(ConnectionPhase phase, object message)
    : InvalidOperationException($"A connection in phase {phase} does not expect a {message.GetType().Name}.");
