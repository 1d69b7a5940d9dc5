using System.Globalization;
using ActorTls.Configuration;
using ActorTls.Load.Scenarios;
using ActorTls.Load.Scenarios.Handshakes;
using ActorTls.Load.Tests.Harness;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Load.Tests.Scenarios;

/// <summary>Handshakes of which each is by another client.</summary>
public sealed class FleetTests
{
    private const int Size = 10;
    private const string AnyClient = "actor-tls.policies.test.authorization.allow = any";

    [Theory]
    [InlineData(TlsProtocols.Tls13, 0)]
    [InlineData(TlsProtocols.Tls12, 0)]
    [InlineData(TlsProtocols.Tls13, 7)]
    [InlineData(TlsProtocols.Tls13, 123)]
    public async Task One_comes_after_the_other_and_after_the_last_the_first(TlsProtocols protocol, int first)
    {
        await using var server = await TestServer.StartAsync(AnyClient);
        var target = Target(server) with { Protocol = protocol };
        var run = await LoadBench.RunAsync("handshake-fleet", target, count: 25, parameters: [("clients", "1"), ("first", first.ToString(CultureInfo.InvariantCulture))]);

        Assert.InRange(Operations(run), 25, 26);
        var came = (int)run.NextClient!.Value - first;
        Assert.Equal(Enumerable.Range(first, came).Select(number => $"client-{number % Size}"), Clients(server, came));
        await server.AssertBaselineAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Over_all_users_and_threads_none_comes_again_before_all_others_have_come(int threads)
    {
        await using var server = await TestServer.StartAsync(AnyClient);
        var run = await LoadBench.RunAsync("handshake-fleet", Target(server), count: 47, threads: threads, parameters: [("clients", "6")]);

        Assert.InRange(Operations(run), 47, 53);
        // Also those that came before the time that counts had begun.
        var came = run.NextClient!.Value;
        var times = Clients(server, came).CountBy(client => client).ToDictionary();
        Assert.Equal(Size, times.Count);
        Assert.All(times.Values, count => Assert.InRange(count, came / Size, (came / Size) + 1));
        await server.AssertBaselineAsync();
    }

    [Fact]
    public void The_turn_that_is_next_is_known_when_a_run_has_ended()
    {
        var plan = HandshakeScenarios.Fleet.Plan(new FleetHandshakeParameters { First = 41 });
        Assert.True(plan.NeedsFleet);
        Assert.Equal((41, 42), (plan.Workloads[0].Fleet!.Take(), plan.Workloads[0].Fleet!.Next));
        Assert.All(ScenarioCatalogue.All, scenario => Assert.Equal(scenario.Name == "handshake-fleet", scenario.Plan(new Dictionary<string, string>()).NeedsFleet));
    }

    [Fact]
    public async Task A_fleet_of_another_authority_is_not_let_in()
    {
        await using var server = await TestServer.StartAsync(AnyClient);
        using var other = new TestCertificateAuthority("Other CA");
        var target = Target(server) with { FleetPem = FleetOf(other, 3) };
        var run = await LoadBench.RunAsync("handshake-fleet", target, count: null, TimeSpan.FromMilliseconds(300), parameters: ("clients", "1"));

        Assert.Equal(0, Operations(run));
        Assert.NotEmpty(run.Stages.SelectMany(stage => stage.Workloads).SelectMany(workload => workload.Failures));
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task A_server_that_lets_in_clients_without_a_certificate_fails_the_run()
    {
        await using var server = await TestServer.StartAsync("actor-tls.policies.test { client-authentication = none, authorization.allow = [] }");
        var run = await LoadBench.RunAsync("handshake-fleet", Target(server), count: null, TimeSpan.FromMilliseconds(100), parameters: ("clients", "1"));
        Assert.Contains(run.Stages.SelectMany(stage => stage.Workloads).SelectMany(workload => workload.Failures), failure => failure.Kind == FailureKind.NotRefused);
    }

    [Fact]
    public void A_fleet_that_is_none_is_told_with_the_client_that_is_wrong()
    {
        using var authority = new TestCertificateAuthority();
        var (one, two, three) = (authority.IssueClient("CN=1"), authority.IssueClient("CN=2"), authority.IssueClient("CN=3"));
        AssertRefused("no client", "");
        AssertRefused("no client", "nothing of the kind");
        AssertRefused("Client 1 .*No private key follows", One(one), two.CertificatePem);
        AssertRefused("Client 1 .*not the certificate's", One(one), two.CertificatePem, three.KeyPem);
        AssertRefused("Client 1 .*holds no certificate", One(one), two.KeyPem);
        AssertRefused("Client 2 .*another client's too", One(one), One(two), One(one));
        AssertRefused("Client 1 ", One(one), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", two.KeyPem);
    }

    [Fact]
    public void A_fleet_s_intermediates_belong_to_its_clients()
    {
        using var authority = new TestCertificateAuthority();
        var shared = authority.IssueClient("CN=stands for an intermediate").CertificatePem;
        var (one, two) = (authority.IssueClient("CN=1"), authority.IssueClient("CN=2"));
        using var fleet = ClientFleet.Read(one.CertificatePem + shared + one.KeyPem + two.CertificatePem + shared + two.KeyPem, LoadEngine.Load());
        Assert.Equal(2, fleet.Count);
        Assert.Same(fleet.At(1), fleet.At(3));
        Assert.NotSame(fleet.At(0), fleet.At(1));
    }

    private static void AssertRefused(string pattern, params string[] pem) =>
        Assert.Matches(pattern, Assert.Throws<FleetException>(() => ClientFleet.Read(string.Concat(pem), LoadEngine.Load())).Message);

    private static string One(IssuedCertificate issued) => issued.CertificatePem + issued.KeyPem;

    private static string FleetOf(TestCertificateAuthority authority, int size) =>
        string.Concat(Enumerable.Range(0, size).Select(number => One(authority.IssueClient($"CN=client-{number}"))));

    private static LoadTarget Target(TestServer server) =>
        LoadBench.Target(server.EndPoint, server.Authority) with { FleetPem = FleetOf(server.Authority, Size) };

    private static long Operations(Running.RunResult run) => run.Stages[0].Workloads.Single().Operations;

    /// <summary>Whom the server let in, in the order in which they left; those that came without a certificate are not.</summary>
    private static List<string> Clients(TestServer server, long count)
    {
        var clients = new List<string>();
        while (clients.Count < count)
        {
            var closed = server.Log.NextClosed();
            if (closed.Reason == "certificate-rejected") continue;
            Assert.Equal(("peer-finished", false), (closed.Reason, closed.Fields["resumed"]));
            clients.Add(((string)closed.Fields["identity"]!).Replace("CN=", "", StringComparison.Ordinal));
        }
        return clients;
    }
}
