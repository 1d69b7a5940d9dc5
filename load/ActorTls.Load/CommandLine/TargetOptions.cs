using System.CommandLine;
using System.Net;
using static ActorTls.Load.CommandLine.OptionTexts;

namespace ActorTls.Load.CommandLine;

/// <summary>The options that say which server load is put on, and from where.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string> _server = Text("--server", "ADDRESS:PORT", "where the server listens", "127.0.0.1:8443");
    private readonly Option<string> _certificates = Text(
        "--certs", "DIR", "directory with ca.crt, and for servers that ask for them client.crt, client.key and, of a fleet, fleet.pem", ".actor-tls/dev");
    private readonly Option<string> _serverName = Text("--server-name", "NAME", "the name that the server's certificate must have", "localhost");
    private readonly Option<string> _tls = Text("--tls", "VERSION", "1.2 or 1.3", "1.3");
    private readonly Option<string> _threads = Text("--threads", "N", "load threads, each with many connections", "1");
    private readonly Option<string> _spin = Text("--spin", "TIME", "how long an idle load thread polls before it sleeps, while that pays", "50us");
    private readonly Option<string> _timeout = Text("--timeout", "TIME", "after which a step of a connection has failed", "10s");
    private readonly Option<string?> _sources = Optional(
        "--source-addresses", "N", "local addresses 127.0.0.1, .2, ... to come from [default: as many as the connections need]");
    private readonly Option<bool> _remote = new("--allow-remote") { Description = "allow a server that is not on this machine; it must be yours" };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All =>
        [_server, _certificates, _serverName, _tls, _threads, _spin, _timeout, _sources, _remote];

    /// <summary>The values.</summary>
    /// <exception cref="UsageException">One is not accepted.</exception>
    public TargetArguments Read(ParseResult parsed) => new()
    {
        Server = EndPoint(parsed),
        CertificateDirectory = parsed.GetRequiredValue(_certificates),
        ServerName = parsed.GetRequiredValue(_serverName),
        Protocol = parsed.GetRequiredValue(_tls) switch
        {
            "1.2" => Configuration.TlsProtocols.Tls12,
            "1.3" => Configuration.TlsProtocols.Tls13,
            var other => throw new UsageException($"--tls {other} is not accepted: 1.2 or 1.3"),
        },
        Threads = (int)Number(parsed, _threads, 1, 64),
        Spin = Duration(parsed.GetRequiredValue(_spin), _spin),
        Timeout = Duration(parsed.GetRequiredValue(_timeout), _timeout),
        SourceAddresses = (int?)OptionalNumber(parsed, _sources, 1, 200),
    };

    private IPEndPoint EndPoint(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(_server);
        var address = text.StartsWith("localhost:", StringComparison.Ordinal) ? "127.0.0.1" + text["localhost".Length..] : text;
        if (!IPEndPoint.TryParse(address, out var endPoint) || endPoint.Port == 0)
            throw new UsageException($"--server {text} is not accepted: an IP address and a port, such as 127.0.0.1:8443 or [::1]:8443");
        if (!IPAddress.IsLoopback(endPoint.Address) && !parsed.GetValue(_remote))
            throw new UsageException($"{text} is not on this machine. Load is for servers of your own; if this is one, say --allow-remote");
        return endPoint;
    }
}
