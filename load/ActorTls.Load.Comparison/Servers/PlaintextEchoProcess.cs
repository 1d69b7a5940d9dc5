using System.Globalization;

namespace ActorTls.Load.Comparison.Servers;

/// <summary>The plaintext echo that everything is forwarded to; it is not measured.</summary>
internal static class PlaintextEchoProcess
{
    /// <summary>Starts it.</summary>
    public static async Task<(ChildProcess Process, int Port)> StartAsync(Workplace workplace, CancellationToken cancellation)
    {
        var port = workplace.Ports.Take();
        var process = ChildProcess.Start(
            Path.Combine(workplace.Tools, "plaintext/plaintext-echo"), [port.ToString(CultureInfo.InvariantCulture)],
            new Dictionary<string, string>(), Path.Combine(workplace.Directory, "plaintext-echo.log"));
        try
        {
            await Readiness.WaitAsync(port, process, authority: null, TimeSpan.FromSeconds(20), cancellation);
            return (process, port);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }
}
