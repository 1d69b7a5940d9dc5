using System.Net;
using ActorTls.Authentication;
using ActorTls.Connections;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>A connection that is nothing but listed.</summary>
internal sealed class ListedConnection(long id) : IRegisteredConnection
{
    public long Id => id;

    public string Listener { get; init; } = "front";

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public ConnectionPhase Phase { get; init; } = ConnectionPhase.Established;

    public PeerIdentity? Identity { get; init; }

    public long BytesIn { get; init; }

    public string? Upstream { get; init; }

    public TimeSpan Age { get; init; } = TimeSpan.FromMinutes(1);

    public ConnectionSnapshot CreateSnapshot(DateTimeOffset now, bool withLocal = false) => new()
    {
        Id = id,
        Listener = Listener,
        PeerAddress = PeerAddress.FromEndPoint(new IPEndPoint(Address, 4711)),
        Phase = Phase,
        PeerIdentity = Identity,
        BytesIn = BytesIn,
        Duration = Age,
        Since = now - Age,
        Service = "echo",
        Generation = 3,
        Tags = Upstream is null ? [] : [new("upstream", Upstream)],
    };
}
