using ActorTls.Benchmarks.Serving;
using ActorTls.EventLoops;
using Akka.Actor;
using BenchmarkDotNet.Attributes;

namespace ActorTls.Benchmarks;

/// <summary>From an event on a descriptor, through epoll and the mailbox, to the turn of the actor on that loop.</summary>
public class WakeUpBenchmarks
{
    private readonly EventFd _descriptor = new();
    private readonly TurnCounter _turns = new();
    private EventLoopGroup _loops = null!;
    private ActorSystem _system = null!;

    /// <summary>How long an idle loop polls before it sleeps. Asleep, the kernel has to wake its thread.</summary>
    [Params(0, 50)]
    public int SpinMicroseconds { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _loops = EventLoopGroup.Start(
            1, TimeSpan.FromMicroseconds(SpinMicroseconds), TimeProvider.System,
            (exception, origin) => Environment.FailFast($"{origin}: {exception.Message}", exception));
        _system = BenchmarkServer.CreateSystem(_loops);
        _system.ActorOf(Props.Create(() => new Watcher(_loops.All[0], _descriptor.Descriptor, _turns))
            .WithDispatcher(IoDispatchers.Name(0)));
    }

    [Benchmark]
    public void EventToTurn()
    {
        var next = _turns.Count + 1;
        _descriptor.Signal();
        _turns.Await(next);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _system.Terminate().GetAwaiter().GetResult();
        _loops.Dispose();
        _descriptor.Dispose();
    }

    /// <summary>Does what a connection does with readiness, and no more.</summary>
    private sealed class Watcher(EventLoop loop, int descriptor, TurnCounter turns) : UntypedActor, IIoHandler
    {
        private static readonly object Ready = new();

        private readonly IActorRef _self = Context.Self;
        private IoRegistration _registration;
        private bool _readyUnderWay;

        protected override void PreStart() => _registration = loop.Register(descriptor, IoEvents.Readable, this);

        protected override void PostStop() => loop.Unregister(_registration);

        public void OnIo(IoEvents events)
        {
            if (_readyUnderWay) return;
            _readyUnderWay = true;
            _self.Tell(Ready, ActorRefs.NoSender);
        }

        protected override void OnReceive(object message)
        {
            _readyUnderWay = false;
            Sockets.Receive(descriptor, loop.Scratch[..sizeof(ulong)], out _);
            turns.Add();
        }
    }
}
