using System.Diagnostics.CodeAnalysis;
using ActorTls.Authentication;
using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;
using Akka.Actor;
using Akka.Event;

namespace ActorTls.Connections;

/// <summary>
/// Owns one TCP connection and its TLS state, from acceptance until both are given back. The actor runs on the event loop that the
/// socket belongs to. Each phase has a file of its own, with its messages, its interest in the socket and its deadlines; this file
/// holds what they share: how a phase is entered, how readiness and deadlines arrive, and what becomes of an exception.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor's end is PostStop, which gives everything back.")]
internal sealed partial class ConnectionActor : ActorBase, IIoHandler, IHandshakeWaiter
{
    private static long _lastId;

    private readonly ConnectionEnvironment _environment;
    private readonly bool _isUnixSocket;
    private readonly long _id = NextId();
    private readonly long _acceptedAt;
    private readonly IActorRef _self;
    private readonly Deadlines _deadlines;
    private ListenerVersion _version;   // Of the acceptance, and from the handshake on of its beginning.
    private TlsSocket _socket;

    private PeerAddress _peer;   // The proxy's, until its header has named another.
    private bool _addressIsCounted;
    private ConnectionPhase _phase = ConnectionPhase.Accepted;
    private PeerIdentity? _identity;
    private long _bytesIn;
    private long _bytesOut;

    /// <summary>The descriptor, of a connected and non-blocking socket, is the actor's from here on.</summary>
    public ConnectionActor(ConnectionEnvironment environment, ListenerVersion version, int descriptor, PeerAddress peer)
    {
        _environment = environment;
        _version = version;
        _socket = new TlsSocket(environment.Loop, descriptor);
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
            _environment.Registry.Join(this);
            _socket.Watch(this, IoEvents.Readable, HandshakeIsCostly);
            _deadlines.Set(DeadlineKind.Phase, _version.Timeouts.Handshake);
            if (_awaitsProxyHeader) RequireTrustedProxy();
            else if (IsPlaintext) ((IIoHandler)this).OnIo(IoEvents.None);   // Not in this call, which is no turn yet.
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    /// <summary>Called by the event loop, between turns.</summary>
    void IIoHandler.OnIo(IoEvents events)
    {
        if (_socket.OnIo(events)) _self.Tell(SocketReady.Instance, ActorRefs.NoSender);
    }

    // Not by Become: Akka keeps 400 bytes more for an actor that has more than one behaviour.
    protected override bool Receive(object message) => _phase switch
    {
        ConnectionPhase.Accepted => Accepted(message),
        ConnectionPhase.Handshaking => Handshaking(message),
        ConnectionPhase.Authenticating => Authenticating(message),
        ConnectionPhase.Established => Established(message),
        ConnectionPhase.Closing => Closing(message),
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
    }

    /// <summary>At the end of each turn: what the socket is watched for until the next.</summary>
    private void UpdateInterest()
    {
        switch (_phase)
        {
            case ConnectionPhase.Accepted: UpdateAcceptedInterest(); break;
            case ConnectionPhase.Handshaking: UpdateHandshakingInterest(); break;
            case ConnectionPhase.Authenticating: UpdateAuthenticatingInterest(); break;
            case ConnectionPhase.Established: UpdateEstablishedInterest(); break;
            case ConnectionPhase.Closing: UpdateClosingInterest(); break;
        }
    }

    private void OnDeadlines()
    {
        while (_phase != ConnectionPhase.Closed && _deadlines.TryTakePassed(out var kind))
        {
            switch (_phase)
            {
                case ConnectionPhase.Accepted or ConnectionPhase.Handshaking: OnHandshakeDeadline(kind); break;
                case ConnectionPhase.Authenticating: OnAuthenticatingDeadline(kind); break;
                case ConnectionPhase.Established: OnEstablishedDeadline(kind); break;
                case ConnectionPhase.Closing: OnClosingDeadline(kind); break;
            }
        }
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

    /// <summary>What the peer connected to; null once the socket is closed, when its number may be another socket's.</summary>
    private PeerAddress? LocalAddress
    {
        get
        {
            if (!_socket.IsOpen) return null;
            Span<byte> address = stackalloc byte[Sockets.LongestAddress];
            return PeerAddress.FromSocketAddress(address[..Sockets.GetLocalAddress(_socket.Descriptor, address)]);
        }
    }

    private void Fail(Exception failure)
    {
        if (_phase == ConnectionPhase.Closed) return;   // It ended already, and its end was told.
        CloseNow(CloseReason.InternalError, failure.Message, failure);
    }
}
