using System.Diagnostics;
using ActorTls.Load.Measuring;

namespace ActorTls.Load.Comparison.Servers;

/// <summary>A process that was started here and is ended here, with what it has started itself. Its output goes to a file.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Lock _lock = new();
    private readonly List<string> _errors = [];

    private ChildProcess(Process process, string log)
    {
        _process = process;
        _log = new StreamWriter(log, append: true) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Write(line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => Write(line.Data, isError: true);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>What it wrote to standard error, the first lines of it.</summary>
    public string Errors
    {
        get
        {
            lock (_lock) return string.Join("; ", _errors.Take(3));
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="executable">A path, or a name to be found in <c>PATH</c>.</param>
    /// <param name="arguments">Each as it is.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="log">The file for its output, which is appended to.</param>
    public static ChildProcess Start(
        string executable, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string log)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ChildProcess(Process.Start(start)!, log);
    }

    /// <summary>Waits for its end and returns its exit code; ends it when that is cancelled.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>Asks it to end, and ends it and its children when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = ProcessCalls.kill(_process.Id, ProcessCalls.SIGTERM);
            using var deadline = new CancellationTokenSource(TimeToEnd);
            try
            {
                await _process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }
        _process.Dispose();
        lock (_lock) _log.Dispose();
    }

    private void Write(string? line, bool isError)
    {
        lock (_lock)
        {
            if (line is null || _log.BaseStream is not { CanWrite: true }) return;
            if (isError) _errors.Add(line);
            _log.WriteLine(line);
        }
    }
}
