using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Connections;

/// <content>
/// What others may see of the connection: a snapshot, in any phase and after the end. It is made between the actor's turns, on the
/// same event loop. Nothing is kept for it.
/// </content>
internal sealed partial class ConnectionActor : IRegisteredConnection
{
    public long Id => _id;

    public ConnectionSnapshot CreateSnapshot(DateTimeOffset now, bool withLocal = false) =>
        CreateSnapshot(now, _phase, withLocal ? SnapshotOfLocal() : null);

    private ConnectionSnapshot CreateSnapshot(DateTimeOffset now, ConnectionPhase phase, PeerAddress? local)
    {
        var tls = _ending?.Tls ?? (_socket.HasChannel ? _socket.Channel.Describe() : default);
        var duration = TimeSpan.FromMilliseconds(_environment.Loop.Now - _acceptedAt);
        return new ConnectionSnapshot
        {
            Id = _id,
            Listener = _environment.Listener,
            PeerAddress = _peer,
            LocalAddress = local,
            Phase = phase,
            PeerIdentity = _identity,
            Tls = tls,
            BytesIn = _bytesIn,
            BytesOut = _bytesOut,
            Unsent = _socket.Unsent,
            Since = now - duration,
            Duration = duration,
            Service = _session is null ? null : ServiceOf(tls),
            Generation = _version.Number,
            Tags = _tags,
        };
    }

    private PeerAddress? SnapshotOfLocal()
    {
        if (_proxied is not { } proxied) return LocalAddress;
        return proxied.Destination is { } destination ? PeerAddress.FromEndPoint(destination) : null;
    }

    // Routes choose by what stays the same for as long as the connection lives, so the choice need not be kept.
    private string ServiceOf(TlsSessionInfo tls) =>
        _version.Sessions is RouteTable routes ? routes.FindName(tls, _identity!) : _version.Settings.Service.Value;

    private void TellEnd(Exception? failure)
    {
        var (endings, ending) = (_environment.Endings, _ending!);
        endings.Add(CreateSnapshot(endings.Now, ending.Phase, local: null), ending.Reason, ending.Detail).Log(_environment.Logger, failure);
    }
}
