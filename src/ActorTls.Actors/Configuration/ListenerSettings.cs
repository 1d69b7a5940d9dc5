using System.Collections.Immutable;

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
    /// <summary>Whether <c>tls = off</c>: connections are plaintext, and their peers anonymous.</summary>
    public bool IsPlaintext { get; init; }

    /// <summary>Whether each connection begins with a header of the PROXY protocol.</summary>
    public bool AcceptsProxyHeader { get; init; }

    /// <summary>The proxies whose headers count: IP addresses and ranges, as text.</summary>
    public ImmutableArray<Located<string>> TrustedProxies { get; init; } = [];

    /// <summary>The first that matches takes a connection; where none does, <see cref="Service"/>.</summary>
    public ImmutableArray<RouteSettings> Routes { get; init; } = [];
}
