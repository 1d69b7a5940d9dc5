using System.Collections.Immutable;
using System.Text;
using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.Tls;
using ActorTls.Tls.ServerNames;

namespace ActorTls.Sessions;

/// <summary>
/// Chooses the service of an admitted connection by the result of its handshake: the first route whose conditions all hold, otherwise
/// the listener's own service. Immutable and thread-safe.
/// </summary>
internal sealed class RouteTable : ISessionFactory
{
    private readonly ImmutableArray<Route> _routes;
    private readonly Route _otherwise;

    private RouteTable(ImmutableArray<Route> routes, Route otherwise) => (_routes, _otherwise) = (routes, otherwise);

    /// <summary>
    /// Compiles the routes of a listener. Each invalid rule goes into <paramref name="report"/>. Null when there is an invalid rule, or
    /// an invalid name or service, which the reader of the configuration has reported already.
    /// </summary>
    public static ISessionFactory? Compile(
        ListenerSettings listener, IReadOnlyDictionary<string, ISessionFactory> services, ConfigurationReport report)
    {
        var isValid = services.TryGetValue(listener.Service.Value, out var otherwise);
        var routes = ImmutableArray.CreateBuilder<Route>(listener.Routes.Length);
        foreach (var settings in listener.Routes)
        {
            var isKnown = services.TryGetValue(settings.Service.Value, out var service);
            var rule = settings.Identity is { } identity ? AuthorizationRule.Compile(identity, routes.Count + 1, report) : null;
            var serverName = settings.ServerName is { } name ? ServerNamePattern.Parse(name.Value) : null;
            isValid &= isKnown && (rule is null) == (settings.Identity is null) && (serverName is null) == (settings.ServerName is null);
            routes.Add(new Route(serverName, settings.Alpn?.Value, rule, settings.Service.Value, service!));
        }
        if (!isValid) return null;
        return routes.Count == 0 ? otherwise : new RouteTable(routes.MoveToImmutable(), new Route(null, null, null, listener.Service.Value, otherwise!));
    }

    public void Start(ServiceHost host)
    {
        foreach (var route in _routes) route.Service.Start(host);
        _otherwise.Service.Start(host);
    }

    public Session CreateSession(IConnection connection) =>
        Find(connection.Tls, connection.Identity).CreateSession(connection);

    /// <summary>The service of a connection.</summary>
    public ISessionFactory Find(TlsSessionInfo tls, PeerIdentity identity) => FindRoute(tls, identity).Service;

    /// <summary>The name of the service of a connection.</summary>
    public string FindName(TlsSessionInfo tls, PeerIdentity identity) => FindRoute(tls, identity).Name;

    private Route FindRoute(TlsSessionInfo tls, PeerIdentity identity)
    {
        Span<char> buffer = stackalloc char[ServerNamePattern.LongestName];
        ReadOnlySpan<char> serverName = buffer[..Normalize(tls.ServerName, buffer)];
        foreach (var route in _routes)
        {
            if (route.Takes(serverName, tls.ApplicationProtocol, identity)) return route;
        }
        return _otherwise;
    }

    /// <summary>Normalises a name for comparison and returns its length; 0 when there is no name, or an invalid one.</summary>
    private static int Normalize(string? name, Span<char> normalized)
    {
        Span<byte> bytes = stackalloc byte[ServerNamePattern.LongestName + 1];
        if (name is null || !Encoding.ASCII.TryGetBytes(name, bytes, out var length) || !Ascii.IsValid(name)) return 0;
        return ServerNamePattern.TryNormalize(bytes[..length], normalized, out var result) ? result : 0;
    }

    /// <summary>One route: its conditions, of which null always holds, and the service that it leads to with its name.</summary>
    private sealed record Route(string? ServerName, string? Alpn, AuthorizationRule? Identity, string Name, ISessionFactory Service)
    {
        public bool Takes(ReadOnlySpan<char> serverName, string? protocol, PeerIdentity identity) =>
            (ServerName is null || HasName(serverName)) &&
            (Alpn is null || Alpn == protocol) &&
            (Identity is null || (!identity.IsAnonymous && Identity.Matches(identity)));

        private bool HasName(ReadOnlySpan<char> serverName)
        {
            if (serverName.SequenceEqual(ServerName)) return true;
            var dot = serverName.IndexOf('.');
            return ServerName![0] == '*' && dot > 0 && serverName[dot..].SequenceEqual(ServerName.AsSpan(1));
        }
    }
}
