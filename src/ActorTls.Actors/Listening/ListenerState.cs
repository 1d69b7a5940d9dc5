using ActorTls.Configuration;
using ActorTls.Connections;

namespace ActorTls.Listening;

/// <summary>
/// What of a listener outlives its actors: whichever fails and is started anew goes on with what was deployed last, with
/// exact counts and the same socket. The server's, who disposes of it when the listener's actor has ended.
/// </summary>
internal sealed class ListenerState : IDisposable
{
    /// <param name="name">The listener's name.</param>
    /// <param name="limits">How much it admits at first.</param>
    /// <param name="offers">What each worker offers at first, by event loop.</param>
    /// <param name="services">What the listeners share.</param>
    public ListenerState(string name, LimitSettings limits, IReadOnlyList<WorkerOffer> offers, ListenerServices services)
    {
        Name = name;
        Admission = new AdmissionGate(limits);
        Pause = new AcceptPause(name, services.Time, services.Logger);
        Workers = [.. services.Workers.Workers.Select(loop => new WorkerState(
            new ConnectionEnvironment(
                name, loop, Admission, new HandshakeQueue(Admission), new TermsInForce(offers[loop.Index].Terms),
                services.Metrics.CountersOf(name, loop.Index), services.Metrics, services.Logger),
            offers[loop.Index].Socket!))];
    }

    public string Name { get; }

    public AdmissionGate Admission { get; }

    public AcceptPause Pause { get; }

    /// <summary>By event loop.</summary>
    public IReadOnlyList<WorkerState> Workers { get; }

    public void Dispose()
    {
        foreach (var worker in Workers) worker.Dispose();
    }
}

/// <summary>What of a worker outlives its actor. Belongs to the event loop for as long as that actor lives.</summary>
internal sealed class WorkerState(ConnectionEnvironment environment, ListenSocket socket) : IDisposable
{
    public ConnectionEnvironment Environment { get; } = environment;

    /// <summary>What it accepts from, a share of it; null once it has none any more.</summary>
    public ListenSocket? Socket { get; private set; } = socket.TryShare() ? socket : null;

    /// <summary>Terms and socket change at once. A socket that is given up must be watched no more.</summary>
    public void Use(WorkerOffer offer)
    {
        Environment.Terms.Replace(offer.Terms);
        if (offer.Socket is not { } next) return;
        LeaveSocket();
        if (next.TryShare()) Socket = next;   // Else the server has given it up already, and says so next.
    }

    /// <summary>Gives its share of the socket back, which is watched no more.</summary>
    public void LeaveSocket()
    {
        Socket?.Dispose();
        Socket = null;
    }

    public void Dispose()
    {
        LeaveSocket();
        Environment.Terms.Dispose();
    }
}
