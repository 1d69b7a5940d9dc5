using ActorTls.Testing;

namespace ActorTls.Server.Tests.CommandLine;

public sealed class UsageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Version_names_the_program_the_runtime_and_OpenSSL()
    {
        var finished = await ServerProcess.RunAsync(_directory.Path, "--version");

        Assert.Equal(0, finished.ExitCode);
        Assert.Empty(finished.Errors);
        Assert.Collection(
            finished.Output,
            line => Assert.Matches(@"^actor-tls \d+\.\d+\.\d+", line),
            line => Assert.StartsWith(".NET 10.", line, StringComparison.Ordinal),
            line => Assert.StartsWith("OpenSSL 3.", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_names_every_command_and_option()
    {
        var finished = await ServerProcess.RunAsync(_directory.Path, "--help");

        Assert.Equal(0, finished.ExitCode);
        foreach (var word in new[] { "run", "check", "dev-certs", "--config", "--set", "--listen", "--forward", "--version" })
            Assert.Contains(word, finished.AllOutput, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'frob'", "actor-tls --help", "frob")]
    [InlineData("'--cnfig'", "actor-tls check --help", "check", "--cnfig", "a.conf")]
    [InlineData("--config", "actor-tls run --help", "run", "--config")]
    [InlineData("--config", "actor-tls check --help", "check", "--config", "")]
    [InlineData("PATH=VALUE", "actor-tls run --help", "run", "--set", "port")]
    [InlineData("PATH=VALUE", "actor-tls --help", "--set", "=1")]
    [InlineData("--config must stand behind 'check'", "actor-tls check --help", "--config", "a.conf", "check")]
    [InlineData("'@file'", "actor-tls --help", "@file")]
    [InlineData("--out", "actor-tls dev-certs --help", "dev-certs", "--out", "a", "--out", "b")]
    [InlineData("line\\u000Abreak", "actor-tls --help", "line\nbreak")]
    public async Task A_usage_error_is_one_line_and_a_hint(string problem, string hint, params string[] arguments)
    {
        var finished = await ServerProcess.RunAsync(_directory.Path, arguments);

        Assert.Equal(2, finished.ExitCode);
        Assert.Empty(finished.Output);
        Assert.Collection(
            finished.Errors,
            line => Assert.Contains(problem, line, StringComparison.Ordinal),
            line => Assert.EndsWith($"see: {hint}", line, StringComparison.Ordinal));
    }
}
