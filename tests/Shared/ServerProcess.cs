using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ActorTls.Testing;

/// <summary>
/// The built executable as a process of its own, in a directory of the test's choice. Whatever happens, it does not
/// outlive the test. Every wait is bounded, and says what was printed when its time is over.
/// </summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    /// <summary>Far more than any step takes, on the slowest machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly LineCollector _output = new();
    private readonly LineCollector _errors = new();

    private ServerProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Add(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>The lines of standard output until now.</summary>
    public IReadOnlyList<string> Output => _output.Lines;

    /// <summary>The lines of standard error until now.</summary>
    public IReadOnlyList<string> Errors => _errors.Lines;

    /// <summary>Starts <c>actor-tls</c> with these arguments. Needs a reference to the project of the executable.</summary>
    public static ServerProcess Start(string workingDirectory, params string[] arguments) =>
        Start(workingDirectory, new Dictionary<string, string>(), arguments);

    /// <summary>Starts it from a shell that has run a command before, such as <c>trap '' HUP</c> or <c>ulimit -n 64</c>.</summary>
    public static ServerProcess StartUnder(string shellCommand, string workingDirectory, params string[] arguments)
    {
        var start = StartInfo("/bin/sh", workingDirectory);
        foreach (var argument in new[] { "-c", shellCommand + "; exec \"$@\"", "sh", "dotnet", Executable }.Concat(arguments))
            start.ArgumentList.Add(argument);
        return new ServerProcess(start);
    }

    /// <summary>Starts it with variables in its environment besides those of the test.</summary>
    public static ServerProcess Start(
        string workingDirectory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = StartInfo("dotnet", workingDirectory);
        start.ArgumentList.Add(Executable);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ServerProcess(start);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<FinishedProcess> RunAsync(string workingDirectory, params string[] arguments)
    {
        await using var process = Start(workingDirectory, arguments);
        var code = await process.WaitForExitAsync();
        return new FinishedProcess(code, process.Output, process.Errors);
    }

    /// <summary>The first line of standard output, printed already or later, that the pattern matches.</summary>
    public async Task<Match> WaitForOutputAsync(string pattern)
    {
        var found = _output.FirstMatchAsync(new Regex(pattern, RegexOptions.CultureInvariant));
        var exited = _process.WaitForExitAsync();
        await Task.WhenAny(found, exited, Task.Delay(Patience));
        if (!found.IsCompleted && exited.IsCompleted) await Task.WhenAny(found, Task.Delay(TimeSpan.FromSeconds(1)));
        return found.IsCompletedSuccessfully ? await found : throw Failure($"no line matches /{pattern}/");
    }

    /// <summary>The port that a listener of a server with text logs was given.</summary>
    public async Task<int> WaitForPortAsync(string listener = "echo")
    {
        var match = await WaitForOutputAsync($@"listener {Regex.Escape(listener)} accepts connections on \S*:(\d+)");
        return int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Signal(PosixSignal signal)
    {
        // The numbers of Linux.
        var number = signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGTERM => 15,
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };
        if (kill(_process.Id, number) != 0) throw Failure($"{signal} could not be sent");
    }

    /// <summary>The exit code, once all output has been read too.</summary>
    public async Task<int> WaitForExitAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
            return _process.ExitCode;
        }
        catch (TimeoutException)
        {
            throw Failure("the process did not end");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private static string Executable => Path.Combine(AppContext.BaseDirectory, "actor-tls.dll");

    private static ProcessStartInfo StartInfo(string file, string workingDirectory)
    {
        HearSignals();
        return new ProcessStartInfo(file)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    // A signal that is ignored here, as in the background of a script or under nohup, would be ignored by the server as well.
    private static unsafe void HearSignals()
    {
        var action = stackalloc nint[64];   // struct sigaction, which begins with the handler; 1 is SIG_IGN.
        foreach (var number in new[] { 1, 2, 15 })
        {
            if (sigaction(number, null, action) == 0 && action[0] == 1) _ = signal(number, 0);   // SIG_DFL
        }
    }

    private InvalidOperationException Failure(string what) => new(
        $"{what}\n--- output\n{string.Join('\n', Output)}\n--- errors\n{string.Join('\n', Errors)}");

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc")]
    private static unsafe partial int sigaction(int signal, void* action, void* oldAction);

    [LibraryImport("libc")]
    private static partial nint signal(int signal, nint handler);

    private sealed class LineCollector
    {
        private readonly Lock _lock = new();
        private readonly List<string> _lines = [];
        private readonly List<(Regex Pattern, TaskCompletionSource<Match> Found)> _waiting = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lock) return [.. _lines];
            }
        }

        public void Add(string? line)
        {
            if (line is null) return;
            lock (_lock)
            {
                _lines.Add(line);
                foreach (var (pattern, found) in _waiting)
                {
                    if (pattern.Match(line) is { Success: true } match) found.TrySetResult(match);
                }
            }
        }

        public Task<Match> FirstMatchAsync(Regex pattern)
        {
            var found = new TaskCompletionSource<Match>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                var match = _lines.Select(line => pattern.Match(line)).FirstOrDefault(each => each.Success);
                if (match is null) _waiting.Add((pattern, found));
                else found.SetResult(match);
            }
            return found.Task;
        }
    }
}

/// <summary>What a process that ended has left.</summary>
public sealed record FinishedProcess(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    public string AllOutput => string.Join('\n', Output);

    public string AllErrors => string.Join('\n', Errors);
}
