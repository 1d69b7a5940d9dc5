using System.Globalization;
using ActorTls.Load.Comparison.Servers;
using ActorTls.Load.Reporting;
using ActorTls.Load.Running;

namespace ActorTls.Load.Comparison.Measuring;

/// <summary>Runs <c>actor-tls-load</c>, a process for each run, and reads its result.</summary>
internal sealed class LoadTool(Workplace workplace)
{
    // A run that hangs must not hang everything. The tool's own timeouts are far shorter.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>Runs a scenario on a server.</summary>
    /// <exception cref="MeasurementException">It failed, or some of its operations did.</exception>
    public async Task<RunResult> RunAsync(
        string scenario, RunningServer server, int port, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var file = Path.Combine(workplace.Directory, "result.json");
        File.Delete(file);
        List<string> all =
        [
            scenario, "--server", $"127.0.0.1:{port}", "--server-pid", server.ProcessId.ToString(CultureInfo.InvariantCulture),
            "--certs", workplace.Certificates, "--out", file, .. arguments,
        ];
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Longest);
        await using var process = ChildProcess.Start(
            Path.Combine(workplace.Tools, "runner/actor-tls-load"), all, new Dictionary<string, string>(),
            Path.Combine(workplace.Directory, "load.log"));
        int exitCode;
        try
        {
            exitCode = await process.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new MeasurementException($"not done after {Longest.TotalMinutes} minutes");
        }
        cancellation.ThrowIfCancellationRequested();
        if (server.HasEnded) throw new MeasurementException("the server has ended");
        if (exitCode != LoadExitCode.Done)
            throw new MeasurementException(process.Errors is { Length: > 0 } errors ? errors : $"exit code {exitCode} of the load tool");
        return ResultFile.Read(file);
    }
}
