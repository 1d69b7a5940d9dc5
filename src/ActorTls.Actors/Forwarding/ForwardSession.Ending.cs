using ActorTls.EventLoops;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Forwarding;

/// <content>
/// After the end of the connection: what the client had sent before is still the upstream's, and only then is the upstream told
/// how the client ended. A reset that is sent at once would drop what the upstream's TCP has not taken yet.
/// </content>
internal sealed partial class ForwardSession
{
    /// <summary>How long to wait, at first, before looking again whether everything has arrived: nothing tells of it.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(25);

    private TimeSpan? _endLimit;
    private bool _serverStops;
    private long _endProgressAt;
    private int _endUnderway;
    private int _endLooks;

    protected internal override void OnClosed(CloseReason reason)
    {
        _isOver = true;
        _connector?.Abandon();
        _connector = null;
        if (_link is not { } link) return;

        // Once both sides have finished, closing the socket drops nothing.
        var underway = _isStuck || (link.HasCompleted && link.PeerCompleted) ? 0 : link.Underway;
        if (underway == 0)
        {
            EndLink(link);
            return;
        }
        connection.HoldEnd();
        _serverStops = reason == CloseReason.Draining;
        _endLimit = _serverStops ? connection.Timeouts.Close : connection.Timeouts.Write;
        _endProgressAt = connection.Loop.Now;
        _endUnderway = underway;
        connection.SetDeadline(FirstLook);
        link.UpdateInterest(mayRead: true);
    }

    internal override void OnCut()
    {
        if (_link is { } link) EndLink(link);
    }

    private void OnReadyAfterEnd(UpstreamLink link)
    {
        link.TakeReady();
        ContinueAfterEnd(link, discards: true);
    }

    /// <summary>Sends what waits, and ends when everything has arrived, or nothing has for too long.</summary>
    private void ContinueAfterEnd(UpstreamLink link, bool discards)
    {
        if (discards && !link.PeerCompleted) Discard(link);
        var underway = link.Flush(out _) ? link.Underway : Sockets.Unacknowledged(link.Socket);
        if (underway == 0)
        {
            EndHeldLink(link);
            return;
        }

        var now = connection.Loop.Now;
        var progresses = underway < _endUnderway;
        if (progresses && !_serverStops) _endProgressAt = now;   // Nobody holds up a server that stops.
        if (_endLimit is { } limit && now - _endProgressAt >= limit.TotalMilliseconds)
        {
            EndHeldLink(link);
            return;
        }
        _endLooks = progresses ? 0 : Math.Min(_endLooks + 1, 5);
        _endUnderway = underway;
        connection.SetDeadline(FirstLook * (1 << _endLooks));
        link.UpdateInterest(mayRead: true);
    }

    /// <summary>An upstream that waits for us to read might else not come to take what it is to have.</summary>
    private void Discard(UpstreamLink link)
    {
        var budget = TurnBudget;
        var status = link.Receive(connection.Loop.Scratch, ref budget, out _);
        if (status is TlsStatus.Closed or TlsStatus.Failed) link.PeerCompleted = true;
        else if (status == TlsStatus.Done && link.Channel.HasBufferedInput) link.ContinueLater();
    }

    private void EndHeldLink(UpstreamLink link)
    {
        EndLink(link);
        connection.LetEnd();
    }

    private void EndLink(UpstreamLink link)
    {
        // What the client did not end itself must not look complete to the upstream.
        if (link.HasCompleted) link.Close();
        else link.Reset();
        _link = null;
        _use!.End();
    }
}
