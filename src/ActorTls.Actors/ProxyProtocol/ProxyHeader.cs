using System.Collections.Immutable;
using System.Net;

namespace ActorTls.ProxyProtocol;

/// <summary>
/// What a PROXY protocol header says, in either version: who connected to whom, as the sender saw it. The specification
/// is HAProxy's <c>proxy-protocol.txt</c>.
/// </summary>
internal sealed record ProxyHeader
{
    private ProxyHeader(ProxyOrigin origin, IPEndPoint? source, IPEndPoint? destination) =>
        (Origin, Source, Destination) = (origin, source, destination);

    /// <summary>A connection whose addresses the header does not give.</summary>
    public static ProxyHeader Unknown { get; } = new(ProxyOrigin.Unknown, null, null);

    /// <summary>A connection of a client at a Unix domain socket.</summary>
    public static ProxyHeader Unix { get; } = new(ProxyOrigin.Unix, null, null);

    public ProxyOrigin Origin { get; }

    /// <summary>Where the client is; null unless <see cref="Origin"/> is <see cref="ProxyOrigin.Ip"/>.</summary>
    public IPEndPoint? Source { get; }

    /// <summary>What the client connected to; of the same family as <see cref="Source"/>, and null with it.</summary>
    public IPEndPoint? Destination { get; }

    /// <summary>The vectors of a version 2 header, in order. Their bytes are untrusted.</summary>
    public ImmutableArray<ProxyTlv> Tlvs { get; init; } = [];

    /// <summary>
    /// The header of a connection with these addresses. Null stands for a Unix domain socket: the header then says unknown, since not
    /// every receiver accepts the family of Unix sockets.
    /// </summary>
    public static ProxyHeader Create(IPEndPoint? source, IPEndPoint? destination, ImmutableArray<ProxyTlv> tlvs)
    {
        var header = source is null || destination is null ? Unknown : Create(source, destination);
        return header with { Tlvs = tlvs };
    }

    /// <summary>A connection over IP. Addresses of unlike families both become IPv6 ones, since a header has one family.</summary>
    public static ProxyHeader Create(IPEndPoint source, IPEndPoint destination)
    {
        if (source.AddressFamily == destination.AddressFamily) return new(ProxyOrigin.Ip, source, destination);
        return new(
            ProxyOrigin.Ip,
            new IPEndPoint(source.Address.MapToIPv6(), source.Port),
            new IPEndPoint(destination.Address.MapToIPv6(), destination.Port));
    }
}
