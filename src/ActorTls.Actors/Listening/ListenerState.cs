using ActorTls.Connections;
using ActorTls.Tls;

namespace ActorTls.Listening;

/// <summary>
/// The part of a listener that outlives its actors: an actor that is restarted goes on with the version that was deployed last, with
/// exact counts and the same socket. Users of the socket and of TLS contexts hold shares of them, so that this object may be disposed
/// of at any time. Thread-safe.
/// </summary>
internal sealed class ListenerState : IDisposable
{
    private volatile ListenSocket? _socket;

    /// <param name="version">The listener's first version.</param>
    /// <param name="contexts">For <paramref name="version"/>, one for each event loop, which are this object's from here on.</param>
    /// <param name="socket">A share of what it accepts from, which is this object's from here on.</param>
    /// <param name="services">What the listeners share.</param>
    public ListenerState(
        ListenerVersion version, IReadOnlyList<ITlsServerContext> contexts, ListenSocket socket, ListenerServices services)
    {
        _socket = socket;
        Name = version.Settings.Name;
        Admission = new AdmissionGate(version.Settings.Limits);
        Pause = new AcceptPause(Name, services.Time, services.Logger);
        Versions = new ListenerVersions(version, contexts);
        Environments = [.. services.EventLoops.All.Select(loop => new ConnectionEnvironment(
            Name, loop, Admission, new HandshakeQueue(Admission), Versions, services.Metrics.CountersOf(Name, loop.Index), services.Metrics,
            services.Logger) { Endings = services.Endings[loop.Index] })];
    }

    public string Name { get; }

    public AdmissionGate Admission { get; }

    public AcceptPause Pause { get; }

    public ListenerVersions Versions { get; }

    /// <summary>By event loop.</summary>
    public IReadOnlyList<ConnectionEnvironment> Environments { get; }

    /// <summary>The socket that connections are accepted from; null once the listener accepts no more.</summary>
    public ListenSocket? Socket => _socket;

    /// <summary>A share of the current socket, which the caller gives back; null once there is no socket.</summary>
    public ListenSocket? ShareSocket()
    {
        while (_socket is { } socket)
            if (socket.TryShare()) return socket;
        return null;
    }

    /// <summary>Replaces the socket by another, a share of which is this object's from here on.</summary>
    public void MoveTo(ListenSocket socket)
    {
        var last = _socket;
        _socket = socket;
        last?.Dispose();
    }

    /// <summary>Gives this object's share of the socket back: the listener accepts no more connections.</summary>
    public void LeaveSocket()
    {
        var last = _socket;
        _socket = null;
        last?.Dispose();
    }

    /// <summary>An actor above the connections has failed: the connections that stop with it end with an internal error.</summary>
    public void SupervisorFailed()
    {
        foreach (var environment in Environments) environment.Supervision.HasFailed = true;
    }

    public void Dispose()
    {
        LeaveSocket();
        Versions.Dispose();
    }
}
