using ActorTls.Testing;

namespace ActorTls.Server.Tests.Running;

/// <summary>What keeps a server from starting is said in one line each, with an exit code of its own, and never by a stack trace.</summary>
public sealed class StartFailureTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("akka.actor.default-mailbox { mailbox-type = \"Akka.Dispatch.BoundedMailbox, Akka\", mailbox-capacity = 10 }", "requires mailbox type")]
    [InlineData("akka.actor.guardian-supervisor-strategy = \"No.Such.Class\"", "No.Such.Class")]
    [InlineData("akka.actor.default-dispatcher.type = Nonsense", "Nonsense")]
    [InlineData("akka.actor.provider = remote", "akka.actor.provider")]
    [InlineData("akka.coordinated-shutdown.phases.a.depends-on = [a]", "Cycle detected")]
    [InlineData("akka.actor.deployment { \"/actor-tls\" { dispatcher = nope } }", "Dispatcher [nope] not configured")]
    public async Task Akka_settings_with_which_no_actor_system_starts_end_with_78_and_the_reason(string akka, string reason)
    {
        var finished = await RunAsync(ServerProcess.Start(_directory.Path, "run", "--config", Configuration(akka)));
        Assert.Equal(78, finished.ExitCode);
        Assert.StartsWith("actor-tls: the actor system refuses the akka settings: ", Assert.Single(finished.Errors), StringComparison.Ordinal);
        Assert.Contains(reason, finished.AllErrors, StringComparison.Ordinal);
        Assert.DoesNotContain(finished.Output, line => line.StartsWith("    at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("akka.coordinated-shutdown.exit-clr = on")]
    [InlineData("akka.coordinated-shutdown.terminate-actor-system = off")]
    [InlineData("akka.extensions = [\"nope, nope\"]")]
    public async Task Akka_settings_about_the_end_do_not_change_how_the_server_ends(string akka)
    {
        await using var server = ServerProcess.Start(_directory.Path, "run", "--config", Configuration(akka));
        await server.WaitForPortAsync();
        server.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Theory]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(255)]
    public async Task Too_few_descriptors_end_with_71_and_one_line(int limit)
    {
        var finished = await RunAsync(ServerProcess.StartUnder($"ulimit -n {limit}", _directory.Path, "run", "--config", Configuration()));
        Assert.Equal(71, finished.ExitCode);
        Assert.Contains($"may open {limit} descriptors only", Assert.Single(finished.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_descriptors_for_the_event_loops_end_with_71_and_one_line()
    {
        var finished = await RunAsync(ServerProcess.StartUnder(
            "ulimit -n 300", _directory.Path, "run", "--config", Configuration("actor-tls.io.workers = 256")));
        Assert.Equal(71, finished.ExitCode);
        Assert.Contains("descriptors", Assert.Single(finished.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exec >/dev/full", "run", 0)]
    [InlineData("exec >&-", "run", 0)]
    [InlineData("exec >&- 2>&-", "run", 0)]
    [InlineData("exec 0<&- >&- 2>&-", "run", 0)]
    [InlineData("exec >&-", "check", 0)]
    [InlineData("exec >/dev/full", "check", 71)]
    [InlineData("exec 2>/dev/full", "nonsense", 2)]
    public async Task Output_that_cannot_be_written_is_no_crash(string shellCommand, string command, int code)
    {
        var socket = Path.Combine(_directory.Path, "x.sock");
        var configuration = Configuration($$"""
            actor-tls.listeners.unix { address = "unix:{{socket}}", policy = main, service = echo }
            """);
        await using var process = ServerProcess.StartUnder(shellCommand, _directory.Path, command, "--config", configuration);
        if (command == "run")
        {
            using var patience = new CancellationTokenSource(ServerProcess.Patience);
            while (!File.Exists(socket)) await Task.Delay(20, patience.Token);
            process.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        }
        Assert.Equal(code, await process.WaitForExitAsync());
        Assert.True(process.Errors.Count <= 1, string.Join('\n', process.Errors));
    }

    [Fact]
    public async Task Without_IPv6_all_addresses_are_those_of_IPv4()
    {
        await using var server = ServerProcess.StartUnder(
            "export DOTNET_SYSTEM_NET_DISABLEIPV6=1", _directory.Path, "run", "--config",
            Configuration("actor-tls.listeners.echo.address = \"::\""));
        await server.WaitForOutputAsync("listener echo accepts connections on 0.0.0.0:");
    }

    private string Configuration(string more = "") => _directory.Write("own.conf", $$"""
        actor-tls {
          policies.main { certificates = development, client-authentication = none }
          services.echo { type = echo }
          listeners.echo { port = 0, policy = main, service = echo }
        }
        {{more}}
        """);

    private static async Task<FinishedProcess> RunAsync(ServerProcess process)
    {
        await using var running = process;
        var code = await process.WaitForExitAsync();
        return new FinishedProcess(code, process.Output, process.Errors);
    }
}
