using ActorTls.Connections;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Forwarding;

/// <content>
/// After the end of the connection: what the client had sent before is still the upstream's, and only then is the upstream told
/// how the client ended. A reset that is sent at once would drop what the upstream's TCP has not taken yet.
/// </content>
internal sealed partial class ForwardSession
{
    private TimeSpan? _endLimit;
    private bool _serverStops;
    private long _endProgressAt;
    private DeliveryWatch _delivery = new();
    private bool _upstreamHasEnded;

    protected internal override void OnClosed(CloseReason reason)
    {
        _isOver = true;
        _connector?.Abandon();
        _connector = null;
        if (_link is not { } link) return;

        // Once both sides have finished, closing the socket drops nothing.
        var underway = _isStuck || link.Socket is { HasCompleted: true, PeerHasCompleted: true } ? 0 : link.Socket.Underway;
        if (underway == 0)
        {
            EndLink(link);
            return;
        }
        connection.HoldOpen();
        _serverStops = reason == CloseReason.Draining;
        _endLimit = _serverStops ? connection.Settings.Timeouts.Close : connection.Settings.Timeouts.Write;
        _endProgressAt = connection.EventLoop.Now;
        _delivery.Look(underway);
        connection.SetTimer(_delivery.NextLook);
        link.UpdateInterest(mayRead: true);
    }

    protected internal override void OnHoldEnded()
    {
        if (_link is { } link) EndLink(link);
    }

    private void OnReadyAfterEnd(UpstreamLink link)
    {
        link.Socket.TakeReady();
        ContinueAfterEnd(link, discards: true);
    }

    /// <summary>Sends what waits, and ends when everything has arrived, or nothing has for too long.</summary>
    private void ContinueAfterEnd(UpstreamLink link, bool discards)
    {
        if (discards && !_upstreamHasEnded) Discard(link);
        link.Flush(out _);
        var underway = link.Socket.Underway;
        if (underway == 0)
        {
            EndHeldLink(link);
            return;
        }

        var now = connection.EventLoop.Now;
        if (_delivery.Look(underway) && !_serverStops) _endProgressAt = now;   // Nobody holds up a server that stops.
        if (_endLimit is { } limit && now - _endProgressAt >= limit.TotalMilliseconds)
        {
            EndHeldLink(link);
            return;
        }
        connection.SetTimer(_delivery.NextLook);
        link.UpdateInterest(mayRead: !_upstreamHasEnded);
    }

    /// <summary>An upstream that waits for us to read might else not come to take what it is to have.</summary>
    private void Discard(UpstreamLink link)
    {
        var budget = TurnBudget;
        var status = link.Receive(connection.EventLoop.Scratch, ref budget, out _);
        if (status is TlsStatus.Closed or TlsStatus.Failed) _upstreamHasEnded = true;
        else if (status == TlsStatus.Done && link.Socket.Channel.HasBufferedInput) link.ContinueLater();
    }

    private void EndHeldLink(UpstreamLink link)
    {
        EndLink(link);
        connection.EndHold();
    }

    private void EndLink(UpstreamLink link)
    {
        // What the client did not end itself must not look complete to the upstream.
        if (link.Socket.HasCompleted) link.Socket.Close();
        else link.Socket.Reset();
        _link = null;
        _lease!.End();
    }
}
