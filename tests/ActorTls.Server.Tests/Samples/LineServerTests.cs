using System.Text.RegularExpressions;
using ActorTls.Samples;
using ActorTls.Server.Tests.Running;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.Samples;

/// <summary>The first program of <c>docs/embedding.md</c> is built with the public API, and does what the page says.</summary>
public sealed partial class LineServerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_page_shows_the_files()
    {
        var page = Read("docs/embedding.md");
        Assert.Contains($"```csharp\n{Read("docs/samples/LineServer.cs")}```", page, StringComparison.Ordinal);
        Assert.Contains($"```hocon\n{Read("docs/samples/line-server.conf")}```", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_line_server_greets_and_sends_lines_back()
    {
        var certificates = await ServerProcess.RunAsync(_directory.Path, "dev-certs", "--out", "certs");
        Assert.True(certificates.ExitCode == 0, certificates.AllErrors);
        var configuration = Read("docs/samples/line-server.conf");
        Assert.Contains("port = 9443", configuration, StringComparison.Ordinal);
        var file = _directory.Write("line-server.conf", configuration.Replace("port = 9443", "port = 0", StringComparison.Ordinal));

        using var log = new CapturingLogger();
        using var stop = new CancellationTokenSource();
        var running = LineServer.RunAsync(file, log, stop.Token);
        await using (var client = await DevelopmentClient.ConnectAsync(Path.Combine(_directory.Path, "certs"), await PortAsync(log, running)))
        {
            Assert.Equal("hello dev-client\n", await client.ReadAsync("hello dev-client\n".Length));
            Assert.Equal("one\n\ntwo\n", await client.EchoAsync("one\n\ntwo\n"));
        }
        Assert.Equal("peer-finished", log.NextClosed().Reason);

        await stop.CancelAsync();
        await running.WaitAsync(ServerProcess.Patience);
    }

    [Fact]
    public async Task A_wrong_configuration_says_what_is_wrong()
    {
        var file = _directory.Write("wrong.conf", "actor-tls.services.lines.type = greter");
        using var log = new CapturingLogger();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => LineServer.RunAsync(file, log));
        Assert.Contains("greeter", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<int> PortAsync(CapturingLogger log, Task running)
    {
        using var patience = new CancellationTokenSource(ServerProcess.Patience);
        while (true)
        {
            var listening = log.All.Select(logged => Listening().Match(logged.Message)).FirstOrDefault(match => match.Success);
            if (listening is not null) return int.Parse(listening.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
            if (running.IsCompleted) await running;
            await Task.Delay(10, patience.Token);
        }
    }

    private static string Read(string path)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ActorTls.sln"))) directory = directory.Parent!;
        return File.ReadAllText(Path.Combine(directory.FullName, path));
    }

    [GeneratedRegex(@"^listener lines accepts connections on 127\.0\.0\.1:(\d+) ")]
    private static partial Regex Listening();
}
