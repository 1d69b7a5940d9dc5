using System.Text.Json;
using ActorTls.Load.Scenarios;
using ActorTls.Load.Tests.Harness;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Load.Tests.CommandLine;

/// <summary>The executable as its users meet it.</summary>
public sealed class CommandLineTests
{
    private static readonly string[] Moment = ["--warm-up", "0s", "--duration", "2m", "--count", "20"];

    private static string[] On(TestServer server, string scenario, params string[] more) =>
        [scenario, "--server", server.EndPoint.ToString(), "--certs", server.Directory, .. Moment, .. more];

    [Fact]
    public async Task Help_lists_every_scenario_with_a_line()
    {
        var (code, output, errors) = await LoadProcess.RunAsync("--help");
        Assert.Equal((0, ""), (code, errors));
        var lines = output.Split('\n');
        Assert.All(ScenarioCatalogue.All, scenario => Assert.Contains(lines, line => line.Trim() == $"{scenario.Name.PadRight(17)}  {scenario.Summary}"));
    }

    [Fact]
    public async Task A_run_that_is_as_expected_ends_with_zero_and_leaves_its_result()
    {
        await using var server = await TestServer.StartAsync();
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "results/echo.json");
        var (code, output, errors) = await LoadProcess.RunAsync(On(
            server, "echo", "--connections", "4", "--expect", "failures = 0", "--expect", "operations >= 20", "--out", file, "--plots", directory.Path));

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("round trips", output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        Assert.Equal("4", json.RootElement.GetProperty("parameters").GetProperty("connections").GetString());
        Assert.Equal(Environment.ProcessId, json.RootElement.GetProperty("settings").GetProperty("serverProcessId").GetInt32());
        Assert.True(json.RootElement.GetProperty("stages")[0].GetProperty("server").GetProperty("microsecondsPerOperation").GetDouble() > 0);
        Assert.True(File.Exists(Path.Combine(directory.Path, "echo-latency.svg")));
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_fleet_is_made_and_put_to_work_and_the_result_says_where_it_ended()
    {
        using var directory = new TemporaryDirectory();
        var certificates = Path.Combine(directory.Path, "certificates");
        var (made, listed, _) = await LoadProcess.RunAsync("make-certs", "--out", certificates, "--fleet", "12");
        Assert.Equal(0, made);
        Assert.Contains("fleet.pem", listed, StringComparison.Ordinal);

        await using var server = await TestServer.StartAsync($$"""
            actor-tls.policies.test {
              certificates = [{ cert = "{{certificates}}/server.crt", key = "{{certificates}}/server.key" }]
              client-ca = ["{{certificates}}/ca.crt"]
              authorization.allow = any
            }
            """);
        var file = Path.Combine(directory.Path, "fleet.json");
        string[] run = [.. On(server, "handshake-fleet", "--clients", "2", "--first", "5", "--out", file)];
        run[Array.IndexOf(run, "--certs") + 1] = certificates;
        var (code, _, errors) = await LoadProcess.RunAsync(run);
        Assert.Equal((0, ""), (code, errors));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var operations = json.RootElement.GetProperty("stages")[0].GetProperty("workloads")[0].GetProperty("operations").GetInt64();
        // One that came before the time that counts had begun took its turn too.
        Assert.InRange(json.RootElement.GetProperty("nextClient").GetInt64(), 5 + operations, long.MaxValue);

        var (again, _, told) = await LoadProcess.RunAsync("make-certs", "--out", certificates);
        Assert.Equal(2, again);
        Assert.Contains("exists; nothing was written", told, StringComparison.Ordinal);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_fleet_that_is_damaged_is_told_with_its_file_and_the_client()
    {
        using var directory = new TemporaryDirectory();
        using var authority = new TestCertificateAuthority();
        directory.Write("ca.crt", authority.CertificatePem);
        var (one, two) = (authority.IssueClient(), authority.IssueClient());
        var file = directory.Write("fleet.pem", one.CertificatePem + one.KeyPem + two.CertificatePem + two.KeyPem[..100]);
        var (code, _, errors) = await LoadProcess.RunAsync("handshake-fleet", "--certs", directory.Path);
        Assert.Equal((2, $"actor-tls-load: {file}: Client 1 of the fleet, counted from 0: No private key follows the certificate.\n"), (code, errors));
    }

    [Fact]
    public async Task A_run_that_is_not_as_expected_says_what_is_not_and_ends_otherwise()
    {
        await using var server = await TestServer.StartAsync();
        var (code, _, errors) = await LoadProcess.RunAsync(On(server, "echo", "--expect", "p50 > 1000 s", "--expect", "failures = 0"));
        Assert.Equal(3, code);
        Assert.StartsWith("expectation failed: 'p50 > 1000 s': load.echo.p50 is ", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_server_that_fails_fails_the_run()
    {
        await using var server = await TestServer.StartAsync();
        var arguments = On(server, "echo");
        arguments[2] = BadServer.Nobody().ToString();
        var (code, output, errors) = await LoadProcess.RunAsync(arguments);
        Assert.Equal(3, code);
        Assert.Contains("Refused", output, StringComparison.Ordinal);
        Assert.Contains("expectation failed: 'failures = 0'", errors, StringComparison.Ordinal);
        Assert.Contains("no operation succeeded", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'192.0.2.1:443' is not", "echo", "--server", "192.0.2.1:443")]
    [InlineData("an IP address and a port", "echo", "--server", "somewhere")]
    [InlineData("ca.crt is missing", "echo", "--certs", "/nonexistent")]
    [InlineData("fleet.pem is missing", "handshake-fleet")]
    [InlineData("from 0 to 2147483647", "handshake-fleet", "--first", "-1")]
    [InlineData("RLIMIT_NOFILE", "idle", "--connections", "1000000")]
    [InlineData("1.2 or 1.3", "echo", "--tls", "1.1")]
    [InlineData("no metric", "echo", "--expect", "speed > 9")]
    [InlineData("no such process", "echo", "--server-pid", "2147483647")]
    [InlineData("--connections = few is not accepted", "echo", "--connections", "few")]
    [InlineData("a duration such as", "echo", "--duration", "10")]
    [InlineData("see: actor-tls-load echo --help", "echo", "--nonsense")]
    public async Task What_makes_no_sense_is_refused_in_a_line_or_two(string hint, params string[] arguments)
    {
        using var directory = new TemporaryDirectory();
        using var authority = new TestCertificateAuthority();
        directory.Write("ca.crt", authority.CertificatePem);
        var certificates = arguments.Contains("--certs") ? Array.Empty<string>() : ["--certs", directory.Path];
        var (code, _, errors) = await LoadProcess.RunAsync([.. arguments, .. certificates]);
        Assert.Equal(2, code);
        Assert.Contains(hint.Replace("'", "", StringComparison.Ordinal), errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.InRange(errors.TrimEnd().Split('\n').Length, 1, 2);
    }
}
