using ActorTls.Listening;
using Akka.Actor;

namespace ActorTls.Actors.Tests.Listening;

/// <summary>A listener, with probes in place of its acceptors.</summary>
public sealed class ListenerActorTests : ListenerFixture
{
    private readonly ListenerState _state;
    private readonly List<Akka.TestKit.TestProbe> _acceptors = [];

    public ListenerActorTests()
    {
        _state = CreateState();
        for (var loop = 0; loop < Loops; loop++) _acceptors.Add(CreateTestProbe());
    }

    [Fact]
    public void Each_acceptor_is_told_of_another_socket_and_answers_whoever_asked()
    {
        var listener = Create();
        listener.Tell(new UseSocket(3, IsLast: false), TestActor);
        Assert.Equal([0, 1], ExpectMsg<AcceptorsAsked>(Patience).Loops.Order());
        foreach (var acceptor in _acceptors) Assert.Equal(3, acceptor.ExpectMsg<UseSocket>(Patience).Deployment);
        _acceptors[1].Reply(new Applied(3, listener, 1));
        Assert.Equal(1, ExpectMsg<Applied>(Patience).Loop);
    }

    [Fact]
    public void An_acceptor_that_is_given_up_before_it_answers_is_named()
    {
        var listener = Create();
        listener.Tell(new UseSocket(3, IsLast: false), TestActor);
        ExpectMsg<AcceptorsAsked>(Patience);
        _acceptors[0].ExpectMsg<UseSocket>(Patience);
        StopAcceptor(listener, 0);
        var failed = ExpectMsg<NotApplied>(Patience);
        Assert.Equal((3, 0, "its acceptor was given up"), (failed.Deployment, failed.Loop, failed.Reason));
    }

    [Fact]
    public void An_acceptor_of_a_listener_that_drains_has_done_its_part_when_it_has_ended()
    {
        var listener = Create();
        listener.Tell(new UseSocket(3, IsLast: true), TestActor);
        ExpectMsg<AcceptorsAsked>(Patience);
        for (var loop = 0; loop < Loops; loop++) StopAcceptor(listener, loop);
        Assert.Equal([0, 1], new[] { ExpectMsg<Applied>(Patience).Loop, ExpectMsg<Applied>(Patience).Loop }.Order());
        ExpectTerminated(listener, Patience);
    }

    [Fact]
    public void Connections_of_a_failed_acceptor_end_by_its_fault_and_no_others()
    {
        var listener = Create();
        Child(listener, 1).Tell(Kill.Instance);
        AwaitCondition(() => _state.Environments[1].Supervision.HasFailed, Patience);
        Assert.False(_state.Environments[0].Supervision.HasFailed);
    }

    [Fact]
    public void Connections_of_a_failed_listener_end_by_its_fault()
    {
        var listener = Create();
        listener.Tell(new UseSocket(3, IsLast: false), TestActor);
        ExpectMsg<AcceptorsAsked>(Patience);
        listener.Tell(Kill.Instance);
        AwaitCondition(() => _state.Environments.All(environment => environment.Supervision.HasFailed), Patience);
        Assert.Equal("its listener has failed, and is started anew", ExpectMsg<NotApplied>(Patience).Reason);
    }

    [Fact]
    public void A_message_of_another_kind_is_unhandled_and_disturbs_nobody()
    {
        var listener = Create();
        Sys.EventStream.Subscribe(TestActor, typeof(Akka.Event.UnhandledMessage));
        listener.Tell("what is this");
        Assert.Equal("what is this", ExpectMsg<Akka.Event.UnhandledMessage>(Patience).Message);
        listener.Tell(CutAll.Instance);
        _acceptors[0].ExpectMsg<CutAll>(Patience);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _state.Dispose();
    }

    private IActorRef Create()
    {
        Func<ListenerState, int, Props> acceptorOf = (_, loop) =>
        {
            var probe = _acceptors[loop].Ref;
            return Props.Create(() => new Relay(probe));
        };
        var (state, services) = (_state, Services);
        return Watch(ActorOf(() => new Supervisor(Props.Create(() => new ListenerActor(state, services, acceptorOf))))
            .Ask<IActorRef>("child", Patience).GetAwaiter().GetResult());
    }

    private IActorRef Child(IActorRef listener, int loop) => Find(listener.Path / $"acceptor-{loop}");

    private IActorRef Find(ActorPath path)
    {
        IActorRef? actor = null;   // Its parent may not have made it yet.
        AwaitAssert(() => actor = Sys.ActorSelection(path).ResolveOne(Patience).GetAwaiter().GetResult(), Patience);
        return actor!;
    }

    private void StopAcceptor(IActorRef listener, int loop) => Sys.Stop(Child(listener, loop));

    /// <summary>Starts a listener anew that has failed, as a server does.</summary>
    private sealed class Supervisor : ReceiveActor
    {
        public Supervisor(Props listener)
        {
            var child = Context.ActorOf(listener);
            Receive<string>(_ => Sender.Tell(child));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);
    }

    /// <summary>An acceptor: hands what it is told on to its probe, whose answers seem to be its own.</summary>
    private sealed class Relay : ReceiveActor
    {
        public Relay(IActorRef probe)
        {
            IActorRef parent = Context.Parent;
            Receive<Applied>(parent.Tell);
            ReceiveAny(message => probe.Tell(message, Self));
        }
    }
}
