using Akka.Actor;
using Akka.Event;
using ActorTls.Listening;

namespace ActorTls.Deployments;

/// <summary>
/// One deployment. It prepares, hands over to the server, which publishes, and then waits for the acceptors that have to change their
/// socket. It reports the acceptors that have not. When it ends before it was published, it gives back what the preparation has made.
/// </summary>
internal sealed class DeploymentActor : ReceiveActor
{
    /// <summary>An acceptor changes its socket within a turn. An acceptor that hangs must not hold up the next deployment.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly int _number;
    private readonly Func<IReadOnlyList<PreparedVersion>> _prepare;
    private readonly PreparedResources _resources;
    private readonly TimeProvider _time;
    private readonly Dictionary<IActorRef, AwaitedListener> _awaited = [];
    private readonly List<string> _missing = [];
    private Task _preparation = Task.CompletedTask;

    /// <param name="number">The deployment's number.</param>
    /// <param name="prepare">Prepares all listeners, on a thread of the pool; what it makes is kept in <paramref name="resources"/>.</param>
    /// <param name="resources">Keeps what is made and not published yet.</param>
    /// <param name="time">The clock of the wait for acceptors.</param>
    public DeploymentActor(int number, Func<IReadOnlyList<PreparedVersion>> prepare, PreparedResources resources, TimeProvider time)
    {
        _number = number;
        _prepare = prepare;
        _resources = resources;
        _time = time;
        Preparing();
    }

    protected override void PreStart()
    {
        var preparation = Task.Run(_prepare);
        _preparation = preparation;
        preparation.PipeTo(
            Self, success: listeners => new Prepared(_number, listeners), failure: failure => new PreparationFailed(_number, failure));
    }

    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    // A preparation that still runs makes more until it ends. What was published is not kept there any more, and so not released.
    protected override void PostStop()
    {
        var (resources, number) = (_resources, _number);
        _ = _preparation.ContinueWith(_ => resources.Release(number), TaskScheduler.Default);
    }

    private void Preparing()
    {
        Receive<Prepared>(prepared =>
        {
            Context.Parent.Tell(prepared);
            Become(Publishing);
        });
        Receive<PreparationFailed>(failed =>
        {
            Context.Parent.Tell(failed);
            Context.Stop(Self);
        });
    }

    private void Publishing()
    {
        Receive<Published>(published =>
        {
            foreach (var (listener, name) in published.Listeners) _awaited.Add(Context.Watch(listener), new AwaitedListener(name));
            Task.Delay(LongestWait, _time).PipeTo(Self, success: () => WaitedLongEnough.Instance);
            Become(RollingOut);
            EndWhenAllHaveAnswered();
        });
    }

    private void RollingOut()
    {
        Receive<AcceptorsAsked>(asked => Answer(asked.Listener, listener => listener.Expect(asked.Loops)));
        Receive<Applied>(applied => Answer(applied.Listener, listener => listener.Answered(applied.Loop)));
        Receive<NotApplied>(failed => Answer(failed.Listener, listener =>
        {
            _missing.Add($"listener {listener.Name} on event loop {failed.Loop}: {failed.Reason}");
            listener.Answered(failed.Loop);
        }));
        Receive<Terminated>(ended => Answer(ended.ActorRef, listener =>
        {
            _missing.AddRange(listener.Missing().Select(who => $"{who}: the listener has ended"));
            _awaited.Remove(ended.ActorRef);
        }));
        Receive<WaitedLongEnough>(_ =>
        {
            _missing.AddRange(_awaited.Values.SelectMany(listener => listener.Missing())
                .Select(who => $"{who}: no answer within {LongestWait.TotalSeconds:0} s"));
            _awaited.Clear();
            EndWhenAllHaveAnswered();
        });
    }

    private void Answer(IActorRef listener, Action<AwaitedListener> note)
    {
        if (!_awaited.TryGetValue(listener, out var awaited)) return;
        note(awaited);
        if (awaited.HasAnswered) _awaited.Remove(listener);
        EndWhenAllHaveAnswered();
    }

    private void EndWhenAllHaveAnswered()
    {
        if (_awaited.Count > 0) return;
        Context.Parent.Tell(new RolledOut(_number, [.. _missing]));
        Context.Stop(Self);
    }

    /// <summary>A listener whose acceptors have to answer. An answer may arrive before the list of the acceptors that were asked.</summary>
    private sealed class AwaitedListener(string name)
    {
        private readonly HashSet<int> _answered = [];
        private IReadOnlyList<int>? _asked;

        public string Name => name;

        public bool HasAnswered => _asked is not null && _asked.All(_answered.Contains);

        public void Expect(IReadOnlyList<int> loops) => _asked = loops;

        public void Answered(int loop) => _answered.Add(loop);

        public IEnumerable<string> Missing() => _asked is null
            ? [$"listener {name}"]
            : _asked.Where(loop => !_answered.Contains(loop)).Select(loop => $"listener {name} on event loop {loop}");
    }

    private sealed class WaitedLongEnough : IDeadLetterSuppression
    {
        public static readonly WaitedLongEnough Instance = new();
    }
}
