namespace ActorTls.Load.Comparison.Servers;

/// <summary>The servers that are compared.</summary>
internal static class ServerCatalogue
{
    public const string ActorTlsEcho = "ActorTls echo";
    public const string ActorTlsForward = "ActorTls forward";
    public const string Kestrel = "Kestrel echo";
    public const string Haproxy = "HAProxy";
    public const string Nginx = "nginx";
    public const string Hitch = "hitch";
    public const string Stunnel = "stunnel";

    /// <summary>The rest of a table of all is made of them in this order.</summary>
    public static IReadOnlyList<ServerDefinition> All { get; } =
    [
        ActorTls(ActorTlsEcho, ServerKind.Echo, "actor-tls-echo.conf"),
        new()
        {
            Name = Kestrel, Kind = ServerKind.Echo, Executable = "kestrel/kestrel-echo",
            Arguments = ["@certificates@", "@port@", "@mutual-port@"],
        },
        ActorTls(ActorTlsForward, ServerKind.Forward, "actor-tls-forward.conf"),
        new()
        {
            Name = Haproxy, Kind = ServerKind.Forward, Executable = "haproxy", Packages = "haproxy", Template = "haproxy.cfg",
            Arguments = ["-db", "-q", "-f", "@configuration@"], VersionArguments = ["-v"], VersionLine = "HAProxy version",
        },
        new()
        {
            Name = Nginx, Kind = ServerKind.Forward, Executable = "nginx", Needs = ["/usr/lib/nginx/modules/ngx_stream_module.so"],
            Packages = "nginx-core libnginx-mod-stream", Template = "nginx.conf",
            Arguments = ["-e", "stderr", "-p", "@work@", "-c", "@configuration@"], VersionArguments = ["-v"], VersionLine = "nginx version",
        },
        new()
        {
            Name = Hitch, Kind = ServerKind.Forward, Executable = "hitch", Packages = "hitch", Template = "hitch.conf", IsMutual = false,
            Arguments = ["--config=@configuration@"], VersionArguments = ["--version"], VersionLine = "hitch",
        },
        new()
        {
            Name = Stunnel, Kind = ServerKind.Forward, Executable = "stunnel4", Packages = "stunnel4", Template = "stunnel.conf",
            Arguments = ["@configuration@"], VersionArguments = ["-version"], VersionLine = "stunnel ",
        },
    ];

    private static ServerDefinition ActorTls(string name, ServerKind kind, string template) => new()
    {
        Name = name, Kind = kind, Executable = "server/actor-tls", Template = template,
        Arguments = ["run", "--config", "@configuration@"], VersionArguments = ["--version"], VersionLine = "actor-tls",
    };
}
