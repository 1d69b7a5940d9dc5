using System.Globalization;
using ActorTls.Load.Scenarios.Client;

namespace ActorTls.Load.Comparison.Servers;

/// <summary>Where everything is that servers are started with: programs, configurations, certificates, a directory to work in.</summary>
/// <param name="Tools">The directory with what was built: <c>server</c>, <c>runner</c>, <c>kestrel</c>, <c>plaintext</c>.</param>
/// <param name="Templates"><c>load/peers</c>.</param>
/// <param name="Directory">For files of this run.</param>
internal sealed record Workplace(string Tools, string Templates, string Directory)
{
    /// <summary>How many event loops, threads or processes each server has.</summary>
    public const int Workers = 2;

    // A proxied connection is two descriptors.
    private const int OtherDescriptors = 500;

    /// <summary>The directory with the certificates.</summary>
    public string Certificates => Path.Combine(Directory, "certificates");

    /// <summary>Ports for servers.</summary>
    public FreePorts Ports { get; } = new();

    /// <summary>The descriptors that this process and its children may have.</summary>
    public static long Descriptors => DescriptorLimit.Read();

    /// <summary>A program: of those built here, or of the system.</summary>
    public string? Find(string executable)
    {
        if (executable.Contains('/', StringComparison.Ordinal))
        {
            var path = Path.Combine(Tools, executable);
            return File.Exists(path) ? path : null;
        }
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/usr/local/sbin"]);
        return directories.Select(directory => Path.Combine(directory, executable)).FirstOrDefault(File.Exists);
    }

    /// <summary>The values of configurations, for a server on these ports.</summary>
    public Dictionary<string, string> ValuesFor(int port, int mutualPort, int upstream)
    {
        var connections = Math.Clamp((Descriptors - OtherDescriptors) / 2, 100, 8000);
        return new Dictionary<string, string>
        {
            ["port"] = Text(port),
            ["mutual-port"] = Text(mutualPort),
            ["upstream"] = Text(upstream),
            ["workers"] = Text(Workers),
            ["proxied-connections"] = Text(connections),
            ["worker-connections"] = Text((2 * connections) + 100),
            ["hitch-user"] = Environment.IsPrivilegedProcess ? "user = \"nobody\"" : "# It runs as whoever has started it.",
            ["certificates"] = Certificates,
            ["work"] = Directory,
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
