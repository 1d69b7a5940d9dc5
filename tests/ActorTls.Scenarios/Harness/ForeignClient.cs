using System.Diagnostics;
using System.Text;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// A client that is a program of its own. Whatever happens, it does not outlive the test, and every wait is bounded.
/// Output is both streams in one, as on a terminal.
/// </summary>
internal sealed class ForeignClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly StringBuilder _output = new();
    private readonly Task _reading;
    private TaskCompletionSource _grown = NewSignal();

    static ForeignClient()
    {
        // The runtime opens descriptors of its own with the first process, which no scenario shall count as left over.
        using var first = Process.Start(new ProcessStartInfo("/bin/true"))!;
        first.WaitForExit();
    }

    private ForeignClient(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.Start();
        _reading = Task.WhenAll(CollectAsync(_process.StandardOutput), CollectAsync(_process.StandardError));
    }

    public bool HasExited => _process.HasExited;

    /// <summary>What the program has printed until now.</summary>
    public string Output
    {
        get
        {
            lock (_lock) return _output.ToString();
        }
    }

    /// <summary>Skips the test on a machine without the program.</summary>
    public static void Require(string program, string package)
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        Skip.IfNot(
            directories.Any(directory => File.Exists(Path.Combine(directory, program))),
            $"{program} is missing: apt-get install {package}");
    }

    public static ForeignClient Start(string program, string workingDirectory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return new ForeignClient(start);
    }

    /// <summary>Runs it to its end without any input.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, string workingDirectory, params string[] arguments)
    {
        await using var client = Start(program, workingDirectory, arguments);
        client.EndInput();
        return (await client.WaitForExitAsync(), client.Output);
    }

    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteAsync(line + "\n");
        await _process.StandardInput.FlushAsync();
    }

    public void EndInput() => _process.StandardInput.Close();

    /// <summary>Waits until the program has printed the text.</summary>
    public async Task WaitForAsync(string text)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            Task grown;
            lock (_lock)
            {
                if (_output.ToString().Contains(text, StringComparison.Ordinal)) return;
                grown = _grown.Task;
            }
            var ended = await Task.WhenAny(grown, _reading, Task.Delay(deadline - DateTime.UtcNow)) != grown;
            Assert.False(ended && !Output.Contains(text, StringComparison.Ordinal), $"\"{text}\" was not printed, but:\n{Output}");
        }
    }

    /// <summary>The exit code, once all of the output has been read.</summary>
    public async Task<int> WaitForExitAsync()
    {
        try
        {
            await _reading.WaitAsync(Patience);
            await _process.WaitForExitAsync().WaitAsync(Patience);
            return _process.ExitCode;
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"the client did not end; it has printed:\n{Output}");
        }
    }

    /// <summary>Sends SIGINT, and waits for the end that it asks for.</summary>
    public async Task InterruptAsync()
    {
        if (_process.HasExited) return;
        using (var kill = Process.Start("kill", ["-s", "INT", $"{_process.Id}"])) await kill.WaitForExitAsync();
        await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(Patience));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();

        // Disposal of a process leaves open what was read from, until the garbage collector comes by.
        foreach (var stream in (IDisposable[])[_process.StandardInput, _process.StandardOutput, _process.StandardError]) CloseQuietly(stream);
        _process.Dispose();
    }

    private static void CloseQuietly(IDisposable stream)
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // It had something to say still to a program that is gone.
        }
    }

    private async Task CollectAsync(StreamReader stream)
    {
        var buffer = new char[4096];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_lock)
            {
                _output.Append(buffer, 0, count);
                _grown.TrySetResult();
                _grown = NewSignal();
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
