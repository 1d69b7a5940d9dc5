using System.Collections;
using System.Net;
using System.Net.Sockets;
using ActorTls.Actors.Tests.Listening;
using ActorTls.Configuration;
using ActorTls.Deployments;
using ActorTls.Listening;
using ActorTls.Sessions;
using ActorTls.Connections;
using ActorTls.Tls;
using Akka.Actor;
using Deploy = ActorTls.Deployments.Deploy;

namespace ActorTls.Actors.Tests.Deployments;

/// <summary>A server with real listeners: what its deployments answer, and what is left when it fails.</summary>
public sealed class ServerActorTests : ListenerFixture
{
    private readonly PreparedResources _resources = new();
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public void Deployments_are_answered_in_the_order_in_which_they_were_asked_for()
    {
        var server = Create();
        for (var i = 0; i < 5; i++) server.Tell(new Deploy(PlanOf($"listener{i}")), TestActor);
        for (var i = 0; i < 5; i++)
        {
            var summary = ExpectMsg<Deployed>(Patience).Summary;
            Assert.Equal([$"listener{i}"], summary.Listeners.Select(listener => listener.Name));
            Assert.Equal(i == 0 ? [] : [$"listener{i - 1}"], summary.Removed);
        }
        Assert.Equal(0, _resources.Count);
    }

    [Fact]
    public void When_the_start_fails_nothing_else_is_deployed()
    {
        using var taken = ListenSocket.Open(SettingsOf("taken"));
        var server = Watch(Create());
        server.Tell(new Deploy(PlanOf(SettingsOf("front") with { Address = taken.Bound })), TestActor);
        server.Tell(new Deploy(PlanOf("other")), TestActor);

        for (var i = 0; i < 2; i++)
        {
            var failed = ExpectMsg<DeploymentFailed>(Patience);
            Assert.Equal("front", Assert.Single(failed.BindFailures).Listener);
        }
        ExpectTerminated(server, Patience);
        Assert.DoesNotContain(Log.All, logged => logged.Message.Contains("accepts connections", StringComparison.Ordinal));
        Assert.Equal(0, _resources.Count);
    }

    [Fact]
    public void What_needs_a_restart_is_refused_in_its_turn()
    {
        var server = Create();
        server.Tell(new Deploy(PlanOf("front")), TestActor);
        server.Tell(new Deploy(PlanOf("other")) { NeedsRestart = ["akka"] }, TestActor);
        server.Tell(new Deploy(PlanOf("front", "other")), TestActor);

        ExpectMsg<Deployed>(Patience);
        var refused = ExpectMsg<DeploymentFailed>(Patience);
        Assert.Equal(["akka differs, and cannot change while the server runs: restart it"], refused.Errors);
        Assert.Equal(ConfigurationInForce.Old, refused.InForce);
        Assert.Equal(["other"], ExpectMsg<Deployed>(Patience).Summary.Opened);
    }

    [Fact]
    public async Task A_server_that_fails_in_the_middle_of_a_deployment_leaks_nothing_and_says_so()
    {
        var server = Watch(Create());
        server.Tell(new Deploy(PlanOf("front")), TestActor);
        var address = IPEndPoint.Parse(ExpectMsg<Deployed>(Patience).Summary.Listeners[0].Address);
        using var client = await ConnectAsync(address);

        using var slow = new BlockingPlans(PlanOf("other").Listeners);
        server.Tell(new Deploy(PlanOf("front") with { Listeners = slow }), TestActor);
        await slow.Begun.WaitAsync(Patience);
        server.Tell(new Prepared(2, null!));   // A fault of ours: it throws.

        Assert.Equal(["the server has ended"], ExpectMsg<DeploymentFailed>(Patience).Errors);
        var closed = Log.NextClosed();
        Assert.Equal(("internal-error", "established"), (closed.Reason, closed.Phase));
        ExpectTerminated(server, Patience);
        await _ended.Task.WaitAsync(Patience);
        slow.Dispose();
        AwaitCondition(() => _resources.Count == 0, Patience);
        await AssertRefusedAsync(address);
    }

    [Fact]
    public async Task Connections_of_a_listener_that_is_given_up_end_by_its_fault()
    {
        var server = Create();
        server.Tell(new Deploy(PlanOf("front", "other")), TestActor);
        var addresses = ExpectMsg<Deployed>(Patience).Summary.Listeners.Select(listener => IPEndPoint.Parse(listener.Address)).ToList();
        for (var i = 0; i <= 10; i++)   // The last restart is one too many.
        {
            using var client = await ConnectAsync(addresses[0]);
            Sys.ActorSelection(server.Path / "listener-front").Tell(Kill.Instance);
            Assert.Equal("internal-error", Log.NextClosed().Reason);
        }
        AwaitCondition(() => Log.All.Any(logged => logged.Message == "listener front is gone for good"), Patience);
        using var other = await ConnectAsync(addresses[1]);
    }

    [Fact]
    public async Task A_drained_server_ends_with_the_connections_that_were_cut()
    {
        var server = Watch(Create());
        server.Tell(new Deploy(PlanOf("front")), TestActor);
        var address = IPEndPoint.Parse(ExpectMsg<Deployed>(Patience).Summary.Listeners[0].Address);
        using var client = await ConnectAsync(address);
        server.Tell(Drain.Instance);
        server.Tell(CutAll.Instance);
        Assert.Equal("draining", Log.NextClosed().Reason);
        Assert.Equal(1, await _ended.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_drain_does_not_wait_for_a_preparation_that_hangs()
    {
        var server = Watch(Create());
        server.Tell(new Deploy(PlanOf("front")), TestActor);
        ExpectMsg<Deployed>(Patience);
        using var hanging = new BlockingPlans(PlanOf("other").Listeners);
        server.Tell(new Deploy(PlanOf("front") with { Listeners = hanging }), TestActor);
        server.Tell(new Deploy(PlanOf("front")), TestActor);
        await hanging.Begun.WaitAsync(Patience);
        server.Tell(Drain.Instance);
        for (var i = 0; i < 2; i++) Assert.Equal(["the server drains"], ExpectMsg<DeploymentFailed>(Patience).Errors);
        ExpectTerminated(server, Patience);
        Assert.Equal(0, await _ended.Task.WaitAsync(Patience));
        hanging.Dispose();
        AwaitCondition(() => _resources.Count == 0, Patience);
    }

    [Fact]
    public void A_message_of_another_kind_is_unhandled()
    {
        var server = Create();
        Sys.EventStream.Subscribe(TestActor, typeof(Akka.Event.UnhandledMessage));
        server.Tell("what is this");
        Assert.Equal("what is this", ExpectMsg<Akka.Event.UnhandledMessage>(Patience).Message);
    }

    private static DeploymentPlan PlanOf(params string[] listeners) => PlanOf([.. listeners.Select(VersionOf)]);

    private static DeploymentPlan PlanOf(ListenerSettings listener) => PlanOf([VersionOf(listener.Name) with { Settings = listener }]);

    private static DeploymentPlan PlanOf(IReadOnlyCollection<ListenerVersion> listeners) =>
        new(listeners, new Dictionary<string, TlsPolicy>(), null!);   // No listener has TLS.

    private static async Task<Socket> ConnectAsync(IPEndPoint address)
    {
        // While a listener is started anew connections wait in the kernel's queue.
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        await client.ConnectAsync(address);
        client.Send("x"u8);
        Assert.Equal(1, client.Receive(new byte[1]));
        return client;
    }

    private async Task AssertRefusedAsync(IPEndPoint address) => await AwaitConditionAsync(
        async () =>
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            return await Record.ExceptionAsync(() => client.ConnectAsync(address)) is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
        }, Patience);

    private IActorRef Create()
    {
        var plan = new ServerPlan(Services, _resources, new ServiceHost(Log, Metrics.Meter), cut => _ended.TrySetResult(cut));
        return Sys.ActorOf(Props.Create(() => new ServerActor(plan)));
    }

    /// <summary>Listeners of a plan, of which the first is looked at only once the test says so.</summary>
    private sealed class BlockingPlans(IReadOnlyCollection<ListenerVersion> plans) : IReadOnlyCollection<ListenerVersion>, IDisposable
    {
        private readonly ManualResetEventSlim _mayGoOn = new();
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public int Count => plans.Count;

        public IEnumerator<ListenerVersion> GetEnumerator()
        {
            _begun.TrySetResult();
            _mayGoOn.Wait(Patience);
            return plans.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public void Dispose() => _mayGoOn.Set();
    }
}
