using System.Net;
using ActorTls.Load.Expectations;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;
using ActorTls.Load.Tests.Harness;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Load.Tests.Scenarios;

/// <summary>A server that does not do what it should is reported so, by the way in which it fails, and the run ends.</summary>
public sealed class FailingServerTests
{
    private static readonly string[] Storms = ["handshake-full", "echo"];

    private static void AssertFails(RunResult run, params FailureKind[] kinds)
    {
        var failures = run.Stages.SelectMany(stage => stage.Workloads).SelectMany(workload => workload.Failures).ToList();
        Assert.NotEmpty(failures);
        Assert.All(failures, failure => Assert.True(kinds.Contains(failure.Kind), $"{failure.Kind}: {failure.Example}"));
        Assert.Contains(ExpectationCheck.Check(run.Workload, run.Stages, []), sentence => sentence.Contains("failures = 0", StringComparison.Ordinal));
    }

    private static void AssertNothingSucceeded(RunResult run)
    {
        Assert.All(run.Stages.SelectMany(stage => stage.Workloads), workload => Assert.Equal(0, workload.Operations));
        Assert.Contains("no operation succeeded", ExpectationCheck.Check(run.Workload, run.Stages, [Expectation.Parse("failures >= 0")]));
    }

    private static async Task RunAllAsync(IPEndPoint endPoint, TimeSpan? timeout, params FailureKind[] kinds)
    {
        using var authority = new TestCertificateAuthority();
        foreach (var scenario in Storms)
        {
            var run = await LoadBench.RunAsync(scenario, LoadBench.Target(endPoint, authority, timeout: timeout), count: 3);
            AssertFails(run, kinds);
            AssertNothingSucceeded(run);
        }
    }

    [Fact]
    public Task A_server_that_is_not_there() => RunAllAsync(BadServer.Nobody(), null, FailureKind.Refused);

    [Fact]
    public async Task A_server_that_resets()
    {
        using var server = BadServer.ThatResets();
        await RunAllAsync(server.EndPoint, null, FailureKind.Reset);
    }

    [Fact]
    public async Task A_server_that_hangs_up()
    {
        using var server = BadServer.ThatHangsUp();
        await RunAllAsync(server.EndPoint, null, FailureKind.Truncated);
    }

    [Fact]
    public async Task A_server_that_never_answers()
    {
        using var server = BadServer.ThatIsSilent();
        await RunAllAsync(server.EndPoint, TimeSpan.FromMilliseconds(100), FailureKind.Timeout);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_tls()
    {
        using var server = BadServer.ThatIsNoTls();
        await RunAllAsync(server.EndPoint, null, FailureKind.TlsError);
    }

    [Fact]
    public async Task A_constant_rate_at_a_server_that_is_not_there()
    {
        using var authority = new TestCertificateAuthority();
        var run = await LoadBench.RunAsync(
            "echo", LoadBench.Target(BadServer.Nobody(), authority), count: 20, rate: 1000, parameters: ("connections", "4"));
        AssertFails(run, FailureKind.Refused);
        AssertNothingSucceeded(run);
    }

    [Fact]
    public async Task A_server_whose_certificate_another_authority_has_signed()
    {
        await using var server = await TestServer.StartAsync();
        using var other = new TestCertificateAuthority("Another CA");
        var run = await LoadBench.RunAsync("echo", LoadBench.Target(server.EndPoint, other), count: 3);
        AssertFails(run, FailureKind.CertificateRejected);
        AssertNothingSucceeded(run);
    }

    [Fact]
    public async Task A_server_that_wants_a_certificate_that_the_client_does_not_have()
    {
        await using var server = await TestServer.StartAsync();
        var run = await LoadBench.RunAsync("echo", LoadBench.Target(server.EndPoint, server.Authority, withCertificate: false), count: 3);
        // The client's first byte may meet a socket that is closed already, and the reset then overtakes the alert.
        AssertFails(run, FailureKind.TlsAlert, FailureKind.Reset);
        AssertNothingSucceeded(run);
    }

    [Fact]
    public async Task A_server_that_lets_in_clients_without_a_certificate_is_no_measure_of_mutual_tls()
    {
        await using var server = await TestServer.StartAsync("actor-tls.policies.test.client-authentication = request");
        var run = await LoadBench.RunAsync("handshake-mutual", LoadBench.Target(server.EndPoint, server.Authority), count: 3);
        AssertFails(run, FailureKind.NotRefused);
        AssertNothingSucceeded(run);
    }

    [Fact]
    public async Task A_server_without_tickets_is_no_measure_of_resumption()
    {
        await using var server = await TestServer.StartAsync("actor-tls.policies.test.session-tickets.enabled = off");
        var run = await LoadBench.RunAsync("handshake-resumed", LoadBench.Target(server.EndPoint, server.Authority), count: 3);
        AssertFails(run, FailureKind.NotResumed);
        AssertNothingSucceeded(run);
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("stream")]
    public async Task A_server_that_flips_one_bit(string scenario)
    {
        var service = BadSession.ThatFlipsABit();
        await using var server = await TestServer.StartAsync(service.Configuration, services: service);
        var run = await LoadBench.RunAsync(scenario, LoadBench.Target(EndPointOf(server, service.Type), server.Authority), count: 3);
        AssertFails(run, FailureKind.WrongBytes);
        AssertNothingSucceeded(run);
    }

    [Fact]
    public async Task A_server_that_says_more_than_it_was_told()
    {
        var service = BadSession.ThatSaysMore();
        await using var server = await TestServer.StartAsync(service.Configuration, services: service);
        var run = await LoadBench.RunAsync("handshake-full", LoadBench.Target(EndPointOf(server, service.Type), server.Authority), count: 3);
        AssertFails(run, FailureKind.WrongBytes);
        AssertNothingSucceeded(run);
    }

    [Fact]
    public async Task A_server_that_closes_in_good_order_without_an_answer()
    {
        var service = BadSession.ThatCloses();
        await using var server = await TestServer.StartAsync(service.Configuration, services: service);
        var run = await LoadBench.RunAsync("echo", LoadBench.Target(EndPointOf(server, service.Type), server.Authority), count: 3);
        AssertFails(run, FailureKind.ClosedEarly);
        AssertNothingSucceeded(run);
    }

    [Fact]
    public async Task A_server_that_does_not_keep_up_with_the_rate()
    {
        var service = BadSession.ThatFallsSilent();
        await using var server = await TestServer.StartAsync(service.Configuration, services: service);
        var target = LoadBench.Target(EndPointOf(server, service.Type), server.Authority, timeout: TimeSpan.FromSeconds(2));
        var run = await LoadBench.RunAsync(
            "echo", target, count: null, TimeSpan.FromMilliseconds(500), rate: 1000, parameters: ("connections", "2"));
        AssertFails(run, FailureKind.Timeout, FailureKind.NotStarted);
        AssertNothingSucceeded(run);
        // Two were started, and nobody was free for the others of half a second.
        var late = run.Stages[0].Workloads[0].Failures.Single(failure => failure.Kind == FailureKind.NotStarted);
        Assert.InRange(late.Count, 300, 100_000);
    }

    private static IPEndPoint EndPointOf(TestServer server, string listener) =>
        IPEndPoint.Parse(server.Listeners.Single(bound => bound.Name == listener).Address);
}
