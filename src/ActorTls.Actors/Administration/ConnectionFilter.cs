using System.Net;
using ActorTls.Authentication;
using ActorTls.Connections;

namespace ActorTls.Administration;

/// <summary>
/// Which connections are meant: those that meet everything that is set. Immutable and thread-safe. The event loops compare with it, and
/// it has no code of its user's.
/// </summary>
public sealed class ConnectionFilter
{
    private readonly IdentityPattern? _identity;
    private readonly AddressPattern? _address;

    /// <summary>All connections.</summary>
    public static ConnectionFilter All { get; } = new();

    /// <summary>The name of the listener.</summary>
    public string? Listener { get; init; }

    /// <summary>The phase that the connection is in, or in which its end began.</summary>
    public ConnectionPhase? Phase { get; init; }

    /// <summary>
    /// A field as rules have it, which a name of the verified certificate meets: <c>cn=</c>, <c>ou=</c>, <c>dns=</c>, <c>uri=</c>,
    /// <c>email=</c>, <c>ip=</c> or <c>spki-sha256=</c> and a name or pattern.
    /// </summary>
    /// <exception cref="FormatException">It is not such a field; the message says why.</exception>
    public string? Identity
    {
        get => _identity?.Text;
        init => _identity = value is null ? null : IdentityPattern.Parse(value);
    }

    /// <summary>The serial number of the verified certificate, in hexadecimal.</summary>
    public string? Serial { get; init; }

    /// <summary>The peer's address, or a network that it is in: <c>192.0.2.7</c>, <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public string? Address
    {
        get;
        init
        {
            string? problem = null;
            if (value is null) _address = null;
            else if (!AddressPattern.TryParseForPeers(value, out _address, out problem)) throw new FormatException($"address = {value}: {problem}");
            field = value;
        }
    }

    /// <summary>The name of the service that has the connection.</summary>
    public string? Service { get; init; }

    /// <summary>The upstream that the connection is forwarded to, as the log names it.</summary>
    public string? Upstream { get; init; }

    /// <summary>The number of the deployment whose settings the connection has.</summary>
    public int? Generation { get; init; }

    /// <summary>Only connections that were accepted longer ago.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>Only connections whose certificate ends before this time has passed.</summary>
    public TimeSpan? ExpiresWithin { get; init; }

    /// <summary>Whether a connection is meant. What costs least is compared first.</summary>
    internal bool Matches(ConnectionSnapshot connection, DateTimeOffset now) =>
        (Phase is null || Phase == connection.Phase) &&
        (Generation is null || Generation == connection.Generation) &&
        (OlderThan is null || connection.Duration > OlderThan) &&
        (Listener is null || Listener == connection.Listener) &&
        (Service is null || Service == connection.Service) &&
        (Upstream is null || HasUpstream(connection)) &&
        (ExpiresWithin is null || connection.NotAfter < now + ExpiresWithin) &&
        (Serial is null || string.Equals(Serial, connection.Serial, StringComparison.OrdinalIgnoreCase)) &&
        (_address is null || IsAt(connection.PeerAddress.ToEndPoint()?.Address)) &&
        (_identity is null || (connection.PeerIdentity is { IsAnonymous: false } identity && _identity.Matches(identity)));

    private bool IsAt(IPAddress? address) => address is not null && _address!.MatchesPeer(address);

    private bool HasUpstream(ConnectionSnapshot connection)
    {
        foreach (var (name, value) in connection.Tags)
            if (name == "upstream" && value is string upstream && upstream == Upstream) return true;
        return false;
    }
}
