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

    /// <summary>An IPv4 or IPv6 address; port 0 is any free port.</summary>
    public sealed record Ip(IPEndPoint EndPoint) : ListenAddress
    {
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
