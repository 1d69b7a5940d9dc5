using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using ActorTls.EventLoops;

namespace ActorTls.Actors.Tests.EventLoops;

public sealed class IoDispatchersTests : IAsyncLifetime, IDisposable
{
    private const int LoopCount = 2;
    private readonly RunningLoops _loops = new(LoopCount);
    private readonly ActorSystem _system;

    public IoDispatchersTests() => _system =
        CreateSystem(IoDispatchers.Config(LoopCount), new EventLoopsSetup(_loops.Group));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _system.Terminate().WaitAsync(RunningLoops.Deadline);
        Assert.Empty(_loops.Reported);
    }

    // After DisposeAsync: the loops outlive the system.
    public void Dispose() => _loops.Dispose();

    [Fact]
    public async Task An_actor_runs_on_its_loop_always()
    {
        for (var loop = 0; loop < LoopCount; loop++)
        {
            var actor = Create(loop);
            for (var i = 0; i < 100; i++)
            {
                Assert.Same(_loops.Group.All[loop], await Ask(actor));
            }
        }
    }

    [Fact]
    public async Task An_actor_stays_on_its_loop_when_another_thread_and_another_loop_talk_to_it()
    {
        var counter = _system.ActorOf(Props.Create(() => new Counter()).WithDispatcher(IoDispatchers.Name(0)));
        var tell = new ActionRunnable(() => counter.Tell(1));

        for (var i = 0; i < 1000; i++)
        {
            _loops.Group.All[1].Execute(tell);
            _loops.Group.All[0].Execute(tell);
            counter.Tell(1);
        }

        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var (count, strays) = await counter.Ask<(int, int)>("count", RunningLoops.Deadline);
            Assert.Equal(0, strays);
            if (count == 3000) break;
            Assert.InRange(TimeProvider.System.GetElapsedTime(deadline), TimeSpan.Zero, RunningLoops.Deadline);
        }
    }

    [Fact]
    public async Task A_dispatcher_that_was_idle_comes_back_on_the_same_loop()
    {
        // Akka shuts an executor down this long after the last actor of its dispatcher has stopped.
        var config = IoDispatchers.Config(LoopCount).Replace("loop = ", "shutdown-timeout = 1ms\n  loop = ");
        var system = CreateSystem(config, new EventLoopsSetup(_loops.Group));
        try
        {
            for (var round = 0; round < 20; round++)
            {
                var actor = Create(1, system);
                Assert.Same(_loops.Group.All[1], await Ask(actor));
                Assert.True(await actor.GracefulStop(RunningLoops.Deadline));
                // Long enough for the shutdown to happen in most rounds; right either way.
                await Task.Delay(20);
            }
        }
        finally
        {
            await system.Terminate().WaitAsync(RunningLoops.Deadline);
        }
    }

    [Fact]
    public async Task An_actor_that_throws_leaves_its_loop_alone()
    {
        var actor = Create(0);
        actor.Tell("throw");

        Assert.Same(_loops.Group.All[0], await Ask(actor));
    }

    [Fact]
    public async Task A_system_without_loops_is_told_so()
    {
        var system = CreateSystem(IoDispatchers.Config(1));
        try
        {
            var problem = Assert.ThrowsAny<Exception>(() => Create(0, system));
            Assert.Contains("need an actor system that was set up with event loops", problem.ToString());
        }
        finally
        {
            await system.Terminate().WaitAsync(RunningLoops.Deadline);
        }
    }

    [Fact]
    public void A_loop_that_is_not_there_is_named()
    {
        var prerequisites = _system.Dispatchers.Prerequisites;

        var problem = Assert.Throws<ConfigurationException>(
            () => new EventLoopExecutorConfigurator(ConfigurationFactory.ParseString("loop = 2"), prerequisites));

        Assert.Equal("There is no event loop 2; there are 2, from 0.", problem.Message);
    }

    [Fact]
    public void The_executor_stands_whatever_Akka_does_with_it()
    {
        var prerequisites = _system.Dispatchers.Prerequisites;
        var configurator = new EventLoopExecutorConfigurator(ConfigurationFactory.ParseString("loop = 1"), prerequisites);

        var executor = configurator.Produce("mine");
        executor.Shutdown();

        Assert.Same(executor, configurator.Produce("mine"));
        Assert.Same(_loops.Group.All[1].Executor, executor);
    }

    private static ActorSystem CreateSystem(string config, params Setup[] setups)
    {
        var bootstrap = BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(
            "akka.loglevel = OFF\nakka.stdout-loglevel = OFF\n" + config));
        return ActorSystem.Create("loops", ActorSystemSetup.Create([bootstrap, .. setups]));
    }

    private IActorRef Create(int loop, ActorSystem? system = null) =>
        (system ?? _system).ActorOf(Props.Create(() => new WhereAmI()).WithDispatcher(IoDispatchers.Name(loop)));

    private static Task<EventLoop?> Ask(IActorRef actor) => actor.Ask<EventLoop?>("where", RunningLoops.Deadline);

    private sealed class WhereAmI : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "throw") throw new InvalidOperationException("as told");
            Sender.Tell(EventLoop.Current);
        }
    }

    private sealed class Counter : UntypedActor
    {
        private int _count;
        private int _strays;

        protected override void OnReceive(object message)
        {
            if (message is "count") Sender.Tell((_count, _strays));
            else _count++;
            if (EventLoop.Current?.Index != 0) _strays++;
        }
    }
}
