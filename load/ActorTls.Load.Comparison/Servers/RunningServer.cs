using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace ActorTls.Load.Comparison.Servers;

/// <summary>A server that has been started, with ports of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan TimeToStart = TimeSpan.FromSeconds(20);

    private readonly ChildProcess _process;

    private RunningServer(ServerDefinition definition, ChildProcess process, int port, int mutualPort, TimeSpan startTime) =>
        (Definition, _process, Port, MutualPort, StartTime) = (definition, process, port, mutualPort, startTime);

    /// <summary>Which it is.</summary>
    public ServerDefinition Definition { get; }

    /// <summary>For any client.</summary>
    public int Port { get; }

    /// <summary>For clients with a certificate.</summary>
    public int MutualPort { get; }

    /// <summary>From the start of the process to the end of the first client's handshake.</summary>
    public TimeSpan StartTime { get; }

    /// <summary>Whether its process has ended.</summary>
    public bool HasEnded => _process.HasEnded;

    /// <summary>The process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts it, and waits until a client has shaken hands with it.</summary>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<RunningServer> StartAsync(
        ServerDefinition definition, Workplace workplace, int upstream, CancellationToken cancellation)
    {
        var (port, mutualPort) = (workplace.Ports.Take(), workplace.Ports.Take());
        var values = workplace.ValuesFor(port, mutualPort, upstream);
        var name = definition.Name.ToLowerInvariant().Replace(' ', '-');
        if (definition.Template is { } template)
        {
            var file = Path.Combine(workplace.Directory, string.Create(CultureInfo.InvariantCulture, $"{name}-{port}{Path.GetExtension(template)}"));
            await File.WriteAllTextAsync(
                file, ConfigurationTemplate.Fill(await File.ReadAllTextAsync(Path.Combine(workplace.Templates, template), cancellation), values), cancellation);
            values["configuration"] = file;
        }
        var arguments = definition.Arguments.Select(argument => ConfigurationTemplate.Fill(argument, values)).ToList();
        var environment = new Dictionary<string, string> { ["OPENSSL_CONF"] = Path.Combine(workplace.Templates, "openssl.cnf") };
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(workplace.Certificates, "ca.crt"));
        var began = Stopwatch.GetTimestamp();
        var process = ChildProcess.Start(
            workplace.Find(definition.Executable)!, arguments, environment, Path.Combine(workplace.Directory, $"{name}.log"));
        try
        {
            await Readiness.WaitAsync(port, process, authority, TimeToStart, cancellation);
            return new RunningServer(definition, process, port, mutualPort, Stopwatch.GetElapsedTime(began));
        }
        catch (Exception e)
        {
            var errors = process.Errors;
            await process.DisposeAsync();
            if (e is not TimeoutException) throw;
            throw new InvalidOperationException($"{definition.Name} does not start: {(errors.Length > 0 ? errors : e.Message)}");
        }
    }

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
