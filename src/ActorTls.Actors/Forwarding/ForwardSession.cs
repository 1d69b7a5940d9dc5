using System.Globalization;
using System.Runtime.InteropServices;
using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Forwarding;

/// <summary>
/// A forwarded connection: the client's half is the connection's own, the upstream's half is <see cref="UpstreamLink"/>, and
/// both have their turns in one actor on one event loop. What one half cannot take stops the reading of the other. How each
/// half ends is carried over as what it is: an end as an end, a break as a reset, and either after everything that came before it.
/// What is still to be done after the connection's end stands in a file of its own.
/// </summary>
internal sealed partial class ForwardSession(ForwardPlan plan, IConnection connection) : Session
{
    /// <summary>Bytes that one turn may take from the upstream before other connections have their turns.</summary>
    private const int TurnBudget = 128 * 1024;

    private const string TakesNothing = "the upstream takes nothing any more";

    private UpstreamConnector? _connector;
    private UpstreamLink? _link;
    private UpstreamLease? _lease;
    private string _upstream = "";
    private bool _clientStalls;
    private bool _awaitsWrite;
    private bool _hasReceived;
    private bool _isOver;
    private bool _isStuck;

    protected internal override void OnEstablished()
    {
        connection.PauseReading();
        connection.HoldOpen();
        _connector = new UpstreamConnector(plan, connection);
        _connector.Begin();
        AfterConnectStep();
    }

    protected internal override void OnReceived(ReadOnlySpan<byte> data)
    {
        switch (_link!.Socket.Write(data, out _))
        {
            case TlsStatus.Done:
                break;
            case TlsStatus.PeerGone:
                AfterUpstreamLeft(_link);
                break;
            case TlsStatus.Failed:
                UpstreamFailed();
                return;
            default:
                connection.PauseReading();
                break;
        }
        Settle();
    }

    protected internal override void OnWritable()
    {
        _clientStalls = false;
        if (_link is not null) PassOn();
        Settle();
    }

    protected internal override void OnPeerCompleted()
    {
        switch (_link!.Socket.CompleteWrites(endFollows: false))
        {
            case TlsStatus.PeerGone:
                AfterUpstreamLeft(_link);
                break;
            case TlsStatus.Failed:
                UpstreamFailed();
                break;
            default:
                AfterFlush();
                break;
        }
        Settle();
    }

    protected internal override void OnMessage(object message)
    {
        switch (message)
        {
            case UpstreamReady ready when ready.Link == _link:
                if (_isOver) OnReadyAfterEnd(_link);
                else OnUpstreamReady(_link);
                break;
            case ContinueWithUpstream more when more.Link == _link:
                _link.Continued();
                if (_isOver) ContinueAfterEnd(_link, discards: true);
                else PassOn();
                break;
            case UpstreamReady ready when _connector is { } connector:
                connector.OnReady(ready.Link);
                AfterConnectStep();
                break;
            case AddressesKnown answer when _connector is { } connector:
                connector.OnAddresses(answer);
                AfterConnectStep();
                break;
        }
        Settle();
    }

    protected internal override void OnTimer()
    {
        if (_isOver)
        {
            if (_link is { } leaving) ContinueAfterEnd(leaving, discards: false);
        }
        else if (_connector is { } connector)
        {
            connector.OnDeadline();
            AfterConnectStep();
        }
        else
        {
            _isStuck = true;
            var limit = connection.Settings.Timeouts.Write!.Value.TotalSeconds;
            connection.CloseWithReset(CloseReason.SlowConsumer, string.Create(
                CultureInfo.InvariantCulture, $"{_upstream}: the upstream accepted no byte for {limit} s"));
        }
        Settle();
    }

    /// <summary>Until the upstream has finished, the client has not had a whole answer.</summary>
    protected internal override bool IsIncomplete => _link is not { Socket.PeerHasCompleted: true };

    private void AfterConnectStep()
    {
        if (_connector is not { IsOver: true } connector || _isOver) return;

        _connector = null;
        if (connector.Link is not { } link)
        {
            connection.CloseWithReset(connector.FailureReason, connector.FailureDetail);
            return;
        }
        (_link, _lease, _upstream) = (link, connector.Lease, connector.Upstream.Name);
        connection.Tags = connector.Upstream.Tags;
        connection.ResumeReading();
        if (link.Socket.Channel.HasBufferedInput) PassOn();
    }

    private void OnUpstreamReady(UpstreamLink link)
    {
        var events = link.Socket.TakeReady();
        var mayRead = !_clientStalls && !link.Socket.PeerHasCompleted;
        if ((events & TlsSocket.HangUps) != 0 && !mayRead && !AfterHangUp(link, events)) return;

        if ((events & IoEvents.Writable) != 0) Flush(link);
        if (!_isOver && mayRead && (events & ~IoEvents.Writable) != 0) PassOn();
    }

    /// <summary>The socket is over, and we are not reading. False when that was the end.</summary>
    private bool AfterHangUp(UpstreamLink link, IoEvents events)
    {
        link.Socket.HasHungUp = true;   // What came before is read when the client takes it.
        if ((events & IoEvents.Error) == 0) return true;
        if (!link.Socket.PeerHasCompleted)
        {
            link.Socket.LosePeer();
            AfterUpstreamLeft(link);
            return true;
        }
        UpstreamBroke(CloseReason.UpstreamReset, Marshal.GetPInvokeErrorMessage(Sockets.TakeError(link.Socket.Descriptor)));
        return false;
    }

    /// <summary>
    /// The upstream takes nothing any more. What it sent before that is passed on, and then it is seen how it left; what the client
    /// still sends is dropped meanwhile, so that it comes to read.
    /// </summary>
    private void AfterUpstreamLeft(UpstreamLink link)
    {
        if (link.Socket.PeerHasCompleted)
        {
            UpstreamBroke(CloseReason.UpstreamReset, TakesNothing);
            return;
        }
        connection.ResumeReading();
        PassOn();
    }

    /// <summary>Passes on to the client what the upstream has sent, as far as the client takes it and the turn goes.</summary>
    private void PassOn()
    {
        var scratch = connection.EventLoop.Scratch;
        var budget = TurnBudget;
        while (!_isOver && !_clientStalls && _link is { Socket.PeerHasCompleted: false } link)
        {
            if (budget <= 0)
            {
                // What is still in the socket is told of in the next turn.
                if (link.Socket.Channel.HasBufferedInput) link.ContinueLater();
                return;
            }

            var status = link.Receive(scratch, ref budget, out var count);
            if (count > 0)
            {
                _hasReceived = true;
                _clientStalls = !connection.Write(scratch[..count]);
            }
            if (_isOver) return;

            if (status == TlsStatus.Closed) UpstreamCompleted(link);
            else if (status == TlsStatus.Failed) UpstreamFailed();
            if (status != TlsStatus.Done) return;
        }
    }

    private void Flush(UpstreamLink link)
    {
        switch (link.Flush(out var sent))
        {
            case TlsStatus.PeerGone:
                AfterUpstreamLeft(link);
                return;
            case TlsStatus.Failed:
                UpstreamFailed();
                return;
        }
        if (sent > 0)
        {
            connection.NoteActivity();
            if (link.Socket.AwaitsWrite) connection.SetTimer(connection.Settings.Timeouts.Write);
        }
        AfterFlush();
    }

    private void AfterFlush()
    {
        if (_link is not { Socket.Unsent: 0 } link) return;
        if (link.Socket.HasCompleted) connection.EndHold();
        else if (!link.Socket.IsCompleting) connection.ResumeReading();
    }

    private void UpstreamCompleted(UpstreamLink link)
    {
        if (link.Socket.PeerIsGone) UpstreamBroke(CloseReason.UpstreamReset, TakesNothing);
        else connection.CompleteWrites();
    }

    /// <summary>The channel to the upstream is of no more use.</summary>
    private void UpstreamFailed()
    {
        var failure = _link!.Socket.Channel.Failure!;

        // With TLS 1.3 an upstream refuses our certificate after the handshake is done for us.
        var isRefusal = failure.Kind == TlsFailureKind.Protocol && !_hasReceived;
        UpstreamBroke(isRefusal ? CloseReason.UpstreamRejected : CloseReason.UpstreamReset, failure.Detail);
    }

    private void UpstreamBroke(CloseReason reason, string detail)
    {
        detail = $"{_upstream}: {detail}";

        // An upstream that had finished gave all it had to give, which the client gets: only the other direction broke.
        if (_link!.Socket.PeerHasCompleted) connection.Close(reason, detail);
        else connection.CloseWithReset(reason, detail);
    }

    /// <summary>At the end of each turn: what to wait for at the upstream's socket, and for how long.</summary>
    private void Settle()
    {
        if (_isOver || _link is not { } link) return;
        link.UpdateInterest(mayRead: !_clientStalls);
        if (link.Socket.AwaitsWrite == _awaitsWrite) return;
        _awaitsWrite = link.Socket.AwaitsWrite;
        connection.SetTimer(_awaitsWrite ? connection.Settings.Timeouts.Write : null);
    }
}
