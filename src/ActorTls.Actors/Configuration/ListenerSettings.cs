using System.Collections.Immutable;
using System.Net;

namespace ActorTls.Configuration;

/// <summary><c>actor-tls.listeners.NAME</c>.</summary>
/// <param name="Name">NAME.</param>
/// <param name="Origin">The listener's own place.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="Backlog">Connections the kernel may hold before they are accepted.</param>
/// <param name="Policy">The name of a policy that exists; empty when <see cref="IsPlaintext"/>.</param>
/// <param name="Service">The name of a service that exists.</param>
/// <param name="Tcp">Socket options of accepted connections.</param>
/// <param name="Limits">How much it admits.</param>
/// <param name="Timeouts">How long anything may take.</param>
public sealed record ListenerSettings(
    string Name,
    SettingOrigin Origin,
    ListenAddress Address,
    int Backlog,
    Located<string> Policy,
    Located<string> Service,
    TcpSettings Tcp,
    LimitSettings Limits,
    TimeoutSettings Timeouts)
{
    /// <summary>Whether <c>tls = off</c>: what comes in is taken as it is, and is nobody's in particular.</summary>
    public bool IsPlaintext { get; init; }

    /// <summary>Whether each connection begins with a header of the PROXY protocol.</summary>
    public bool AcceptsProxyHeader { get; init; }

    /// <summary>Whose headers count: IP addresses and ranges, compiled by whoever uses them.</summary>
    public ImmutableArray<Located<string>> TrustedProxies { get; init; } = [];

    /// <summary>The first that matches takes a connection; where none does, <see cref="Service"/>.</summary>
    public ImmutableArray<RouteSettings> Routes { get; init; } = [];
}

/// <summary>Where a listener listens.</summary>
public abstract record ListenAddress
{
    private ListenAddress() { }

    /// <summary>Whether the kernel gives only one of the two to somebody. Port 0 is another one each time, and overlaps nothing.</summary>
    public bool Overlaps(ListenAddress other) => (this, other) switch
    {
        (Ip first, Ip second) =>
            first.EndPoint.Port == second.EndPoint.Port && first.EndPoint.Port != 0 &&
            (first.EndPoint.AddressFamily == second.EndPoint.AddressFamily || first.IsDualStack || second.IsDualStack) &&
            (first.EndPoint.Equals(second.EndPoint) || first.IsWildcard || second.IsWildcard),
        (Unix first, Unix second) => first.Path == second.Path,
        _ => false,
    };

    /// <summary>An IPv4 or IPv6 address; port 0 is any free port.</summary>
    public sealed record Ip(IPEndPoint EndPoint) : ListenAddress
    {
        /// <summary>Whether <c>::</c> is the IPv6 addresses alone; any other address is its own family's anyway, and false.</summary>
        public bool IsIPv6Only { get; init; }

        /// <summary>Whether IPv4 clients come to this IPv6 address too.</summary>
        public bool IsDualStack => EndPoint.Address.Equals(IPAddress.IPv6Any) && !IsIPv6Only;

        /// <summary>Whether it is all addresses of its family, or of both.</summary>
        public bool IsWildcard => EndPoint.Address.Equals(IPAddress.Any) || EndPoint.Address.Equals(IPAddress.IPv6Any);

        /// <inheritdoc/>
        public override string ToString() => EndPoint.ToString();
    }

    /// <summary>A Unix domain socket.</summary>
    /// <param name="Path">Absolute.</param>
    /// <param name="Mode">Its file permissions.</param>
    public sealed record Unix(string Path, UnixFileMode Mode) : ListenAddress
    {
        /// <inheritdoc/>
        public override string ToString() => $"unix:{Path}";
    }
}

/// <summary><c>tcp</c> of a listener.</summary>
/// <param name="KeepAlive">Idle time before the first keepalive probe; null = off.</param>
/// <param name="NoDelay">Whether Nagle's algorithm is off.</param>
public sealed record TcpSettings(TimeSpan? KeepAlive, bool NoDelay);

/// <summary><c>limits</c> of a listener, each over all of its workers; 0 = no limit.</summary>
public sealed record LimitSettings(int MaxConnections, int MaxConnectionsPerAddress, int MaxHandshakes);

/// <summary><c>timeouts</c> of a listener; null = off.</summary>
public sealed record TimeoutSettings(
    TimeSpan? Handshake,
    TimeSpan? Authentication,
    TimeSpan? Idle,
    TimeSpan? Lifetime,
    TimeSpan? Write,
    TimeSpan? HalfClose,
    TimeSpan? Drain,
    TimeSpan? Close);
