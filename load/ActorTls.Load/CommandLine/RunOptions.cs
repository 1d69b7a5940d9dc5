using System.CommandLine;
using System.Globalization;
using System.Net;
using ActorTls.Load.Expectations;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.CommandLine;

/// <summary>The options that every scenario has.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> _server = Text("--server", "ADDRESS:PORT", "where the server listens", "127.0.0.1:8443");
    private readonly Option<string> _certificates = Text(
        "--certs", "DIR", "directory with ca.crt, and client.crt and client.key for servers that ask for them", ".actor-tls/dev");
    private readonly Option<string> _serverName = Text("--server-name", "NAME", "the name that the server's certificate must have", "localhost");
    private readonly Option<string> _tls = Text("--tls", "VERSION", "1.2 or 1.3", "1.3");
    private readonly Option<string> _warmUp = Text("--warm-up", "TIME", "load before the time that counts", "2s");
    private readonly Option<string?> _duration = Optional("--duration", "TIME", "the time that counts [default: 10s]");
    private readonly Option<string?> _count = Optional("--count", "N", "end after so many operations");
    private readonly Option<string?> _rate = Optional(
        "--rate", "N", "operations a second at even intervals, latencies counted from when each should start [default: as fast as they end]");
    private readonly Option<string> _threads = Text("--threads", "N", "load threads, each with many connections", "1");
    private readonly Option<string> _spin = Text("--spin", "TIME", "how long an idle load thread polls before it sleeps, while that pays", "50us");
    private readonly Option<string> _timeout = Text("--timeout", "TIME", "after which a step of a connection has failed", "10s");
    private readonly Option<string?> _sources = Optional(
        "--source-addresses", "N", "local addresses 127.0.0.1, .2, ... to come from [default: as many as the connections need]");
    private readonly Option<string?> _process = Optional(
        "--server-pid", "PID", "the server's process, children included [default: who listens at the address, if that can be told]");
    private readonly Option<string[]> _expectations = new("--expect")
    {
        Description = "what must hold, such as 'failures = 0' (which always must), 'p99 < 5 ms', 'rate > 1000/s', 'storm.live.p99 < 8 ms'",
        HelpName = "EXPECTATION",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string?> _out = Optional("--out", "FILE", "write the result as JSON");
    private readonly Option<string?> _plots = Optional("--plots", "DIR", "write plots of latency and memory as SVG");
    private readonly Option<bool> _remote = new("--allow-remote") { Description = "allow a server that is not on this machine; it must be yours" };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All =>
    [
        _server, _certificates, _serverName, _tls, _warmUp, _duration, _count, _rate, _threads, _spin, _timeout, _sources, _process,
        _expectations, _out, _plots, _remote,
    ];

    /// <summary>The values.</summary>
    /// <exception cref="UsageException">One is not accepted.</exception>
    public RunArguments Read(ParseResult parsed)
    {
        var count = Number(parsed, _count, 1, long.MaxValue);
        var duration = parsed.GetValue(_duration) is { } text ? Duration(text, _duration) : TimeSpan.FromSeconds(count is null ? 10 : 3600);
        if (duration < TimeSpan.FromMilliseconds(1)) throw new UsageException("--duration must be 1ms at least");
        return new RunArguments
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
            WarmUp = Duration(parsed.GetRequiredValue(_warmUp), _warmUp),
            Duration = duration,
            Count = count,
            Rate = Number(parsed, _rate, 1, 10_000_000),
            Threads = (int)Number(parsed.GetRequiredValue(_threads), _threads, 1, 64),
            Spin = Duration(parsed.GetRequiredValue(_spin), _spin),
            Timeout = Duration(parsed.GetRequiredValue(_timeout), _timeout),
            SourceAddresses = (int?)Number(parsed, _sources, 1, 200),
            ServerProcessId = (int?)Number(parsed, _process, 1, int.MaxValue),
            Expectations = [.. parsed.GetRequiredValue(_expectations).Select(Expectation)],
            ResultFile = parsed.GetValue(_out),
            PlotDirectory = parsed.GetValue(_plots),
        };
    }

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

    private static long? Number(ParseResult parsed, Option<string?> option, long least, long most) =>
        parsed.GetValue(option) is { } text ? Number(text, option, least, most) : null;

    private static long Number(string text, Option option, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{option.Name} {text} is not accepted: a whole number from {least} to {most}");

    private static TimeSpan Duration(string text, Option option) => ScenarioParameter.ParseDuration(text) ??
        throw new UsageException($"{option.Name} {text} is not accepted: a duration such as 500us, 20ms, 10s or 2m");

    private static Expectation Expectation(string text)
    {
        try
        {
            return Expectations.Expectation.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--expect {e.Message}");
        }
    }

    private static Option<string> Text(string name, string help, string description, string defaultValue) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => defaultValue };

    private static Option<string?> Optional(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };
}
