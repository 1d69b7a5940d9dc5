using System.Net.Sockets;

namespace ActorTls.Configuration;

/// <summary>Which listeners have which addresses, to find two that overlap without comparing each with each.</summary>
internal sealed class ListenAddressOwners
{
    private readonly Dictionary<string, ListenerSettings> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<System.Net.IPEndPoint, ListenerSettings> _endPoints = [];
    private readonly Dictionary<(int Port, AddressFamily Family), ListenerSettings> _any = [];
    private readonly Dictionary<(int Port, AddressFamily Family), ListenerSettings> _wildcards = [];

    /// <summary>Adds a listener; returns one that was added before and has an address that overlaps, or null.</summary>
    public ListenerSettings? Add(ListenerSettings listener)
    {
        switch (listener.Address)
        {
            case ListenAddress.Unix unix:
                return _paths.TryAdd(unix.Path, listener) ? null : _paths[unix.Path];
            case ListenAddress.Ip ip:
                var owner = OwnerOf(ip);
                _endPoints.TryAdd(ip.EndPoint, listener);
                foreach (var family in FamiliesOf(ip))
                {
                    _any.TryAdd((ip.EndPoint.Port, family), listener);
                    if (ip.IsWildcard) _wildcards.TryAdd((ip.EndPoint.Port, family), listener);
                }
                return owner;
            default:
                return null;
        }
    }

    private ListenerSettings? OwnerOf(ListenAddress.Ip ip)
    {
        if (_endPoints.TryGetValue(ip.EndPoint, out var same)) return same;
        foreach (var family in FamiliesOf(ip))
        {
            var taken = ip.IsWildcard ? _any : _wildcards;
            if (taken.TryGetValue((ip.EndPoint.Port, family), out var owner)) return owner;
        }
        return null;
    }

    private static AddressFamily[] FamiliesOf(ListenAddress.Ip ip) =>
        ip.IsDualStack ? [AddressFamily.InterNetworkV6, AddressFamily.InterNetwork] : [ip.EndPoint.AddressFamily];
}
