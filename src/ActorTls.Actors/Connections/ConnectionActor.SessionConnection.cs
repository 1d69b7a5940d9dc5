using System.Collections.Immutable;
using System.Net;
using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;
using Akka.Actor;

namespace ActorTls.Connections;

/// <content>What the session sees of the connection.</content>
internal sealed partial class ConnectionActor
{
    private void EndHold()
    {
        if (_phase == ConnectionPhase.Established)
        {
            _isHeldOpen = false;
            CloseWhenBothCompleted();
        }
        else if (_ending is { IsHeld: true })
        {
            _ending.IsHeld = false;
            if (!_socket.IsOpen) EndNow(null);
        }
    }

    /// <summary>It outlives the actor harmlessly: all it does then is nothing.</summary>
    private sealed class SessionConnection(ConnectionActor actor) : IConnection
    {
        private bool IsEstablished => actor._phase == ConnectionPhase.Established;

        public IActorRef Self => actor._self;

        public long Id => actor._id;

        public string Listener => actor._environment.Listener;

        public ListenerSettings Settings => actor._version.Settings;

        public string Peer => actor._peer.ToString();

        public IPEndPoint? PeerEndPoint => actor._peer.ToEndPoint();

        public IPEndPoint? LocalEndPoint => actor.LocalEndPoint;

        public PeerIdentity Identity => actor._identity!;

        public TlsSessionInfo Tls => actor._ending?.Tls ?? actor._socket.Channel.Describe();

        public IEventLoop EventLoop => actor._environment.Loop;

        public ImmutableArray<KeyValuePair<string, object?>> Tags
        {
            set => actor._tags = value.IsDefault ? [] : value;
        }

        public byte[]? GetPeerCertificate() => actor._socket.HasChannel ? actor._socket.Channel.GetPeerCertificate() : null;

        public bool Write(ReadOnlySpan<byte> data) => actor.Write(data);

        public void CompleteWrites() => actor.CompleteWrites();

        public void Close(CloseReason reason, string? detail)
        {
            if (IsEstablished) actor.CloseGracefully(reason, detail);
        }

        public void CloseWithReset(CloseReason reason, string? detail)
        {
            if (IsEstablished) actor.CloseWithReset(reason, detail);
        }

        public void Abort(CloseReason reason, string? detail)
        {
            if (IsEstablished) actor.Abort(reason, detail);
        }

        public void PauseReading() => actor._readingIsPaused = true;

        public void ResumeReading()
        {
            if (!actor._readingIsPaused) return;
            actor._readingIsPaused = false;
            actor._triesRead = true;
        }

        public bool IsReading => IsEstablished && actor.CanRead;

        public void SetTimer(TimeSpan? fromNow)
        {
            if (IsEstablished || actor._ending is { IsHeld: true }) actor._deadlines.Set(DeadlineKind.Session, fromNow);
        }

        public void NoteActivity() => actor.NoteActivity();

        public void HoldOpen()
        {
            if (IsEstablished) actor._isHeldOpen = true;
            else if (actor._ending is { MayBeHeld: true } ending) ending.IsHeld = true;
        }

        public void EndHold() => actor.EndHold();
    }
}
