using System.Text.RegularExpressions;
using ActorTls.Server.Tests.Running;
using ActorTls.Testing;

namespace ActorTls.Server.Tests;

/// <summary>What the README tells a stranger to do is done here, with its own words.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _readme = File.ReadAllText(Path.Combine(Root(), "README.md"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_configuration_of_one_s_own_is_valid_and_runs_with_its_own_certificates()
    {
        _directory.Write("my.conf", HoconBlock().Match(_readme).Groups[1].Value);
        foreach (var arguments in Commands().Where(command => command[0] != "run"))
        {
            var finished = await ServerProcess.RunAsync(_directory.Path, arguments);
            Assert.True(finished.ExitCode == 0, finished.AllErrors);
            Assert.Empty(finished.Errors);
        }

        var run = Assert.Single(Commands(), command => command[0] == "run");
        await using var server = ServerProcess.Start(
            _directory.Path, [.. run, "--set", "actor-tls.listeners.front.port=0"]);
        var port = await server.WaitForPortAsync("front");
        await using var client = await DevelopmentClient.ConnectAsync(Path.Combine(_directory.Path, "certs"), port);
        Assert.Equal("hello", await client.EchoAsync("hello"));
    }

    [Fact]
    public async Task The_first_conversation_is_the_one_that_the_server_prints()
    {
        await using var server = ServerProcess.Start(_directory.Path, "--set", "actor-tls.listeners.echo.port=0");
        var printed = await server.WaitForOutputAsync("^openssl s_client .*");

        Assert.Contains(PortNumber().Replace(printed.Value, ":8443 "), _readme, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_it_refers_to_exist()
    {
        foreach (Match link in RelativeLink().Matches(_readme))
            Assert.True(Path.Exists(Path.Combine(Root(), link.Groups[1].Value)), link.Groups[1].Value);
    }

    private string[][] Commands() =>
        [.. OwnCommand().Matches(_readme).Select(match => match.Groups[1].Value.Trim().Split(' ')).DistinctBy(words => string.Join(' ', words))];

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ActorTls.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }

    [GeneratedRegex("```hocon\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex HoconBlock();

    [GeneratedRegex("^dotnet run -c Release --project src/ActorTls.Server -- (.*)$", RegexOptions.Multiline)]
    private static partial Regex OwnCommand();

    [GeneratedRegex(@":\d+ ")]
    private static partial Regex PortNumber();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex RelativeLink();
}
