using System.Diagnostics;
using System.Net;
using System.Text;

namespace ActorTls.Scenarios.Harness;

/// <summary><c>openssl s_client</c>, to which a test talks line by line.</summary>
internal sealed class OpenSslConversation : IAsyncDisposable
{
    public const string Missing = "openssl is missing: apt-get install openssl";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task _reading;

    private OpenSslConversation(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(CollectAsync(process.StandardOutput), CollectAsync(process.StandardError));
    }

    public static bool IsInstalled { get; } = File.Exists("/usr/bin/openssl");

    /// <summary>Everything that it printed so far, errors too.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Connects with the certificate <c>client.crt</c> of the server's directory.</summary>
    public static OpenSslConversation Start(TestServer server, IPEndPoint at, params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl")
        {
            WorkingDirectory = server.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] all =
        [
            "s_client", "-connect", at.ToString(), "-CAfile", "ca.crt", "-cert", "client.crt", "-key", "client.key",
            "-servername", "localhost", .. arguments,
        ];
        foreach (var argument in all) start.ArgumentList.Add(argument);
        return new OpenSslConversation(Process.Start(start)!);
    }

    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteAsync(line + "\n");
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for a text anywhere in what it prints.</summary>
    public async Task WaitForAsync(string text)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(DateTime.UtcNow < deadline, $"openssl did not print '{text}':\n{Output}");
            await Task.Delay(5);
        }
    }

    /// <summary>Lets it end by itself.</summary>
    public async Task WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task CollectAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_output) _output.Append(buffer, 0, count);
        }
    }
}
