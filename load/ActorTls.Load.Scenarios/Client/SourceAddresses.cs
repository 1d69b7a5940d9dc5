using System.Net;

namespace ActorTls.Load.Scenarios.Client;

/// <summary>
/// Local addresses in turn. Between two addresses there are about 28,000 ports (<c>ip_local_port_range</c>); all of
/// 127.0.0.0/8 is this machine, so that more addresses give more ports.
/// </summary>
internal sealed class SourceAddresses
{
    /// <summary>The octets that may vary, within 127.0.0.0/16 and away from its ends.</summary>
    public const int Most = 200;

    private readonly byte[][] _addresses;
    private int _next;

    /// <exception cref="ArgumentException">More than one address for a target that is not on this machine.</exception>
    public SourceAddresses(LoadTarget target)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.SourceAddresses is >= 1 and <= Most, true, nameof(target));
        if (target.SourceAddresses == 1)
        {
            _addresses = [];
            return;
        }
        if (target.EndPoint.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork || !IPAddress.IsLoopback(target.EndPoint.Address))
            throw new ArgumentException("Several source addresses need a target in 127.0.0.0/8.", nameof(target));
        _addresses = [.. Enumerable.Range(1, target.SourceAddresses).Select(last =>
            new IPEndPoint(new IPAddress([127, 0, 0, (byte)last]), 0).Serialize() is var address
                ? address.Buffer[..address.Size].ToArray() : [])];
    }

    /// <summary>A <c>sockaddr</c> to bind to, or null where the kernel chooses.</summary>
    public byte[]? Next()
    {
        if (_addresses.Length == 0) return null;
        _next = (_next + 1) % _addresses.Length;
        return _addresses[_next];
    }
}
