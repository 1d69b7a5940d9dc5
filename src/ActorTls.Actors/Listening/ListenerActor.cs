using ActorTls.EventLoop;
using ActorTls.Telemetry;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorTls.Listening;

/// <summary>What listeners of a server share.</summary>
internal sealed record ListenerServices(IoWorkerGroup Workers, ServerMetrics Metrics, TimeProvider Time, ILogger Logger);

/// <summary>
/// Supervises the workers that accept from a listener's socket. Its phases: it listens, then drains, and stops when its
/// workers have.
/// </summary>
internal sealed class ListenerActor(ListenerState state, ListenerServices services) : UntypedActor
{
    /// <summary>Restarts of a worker within a minute.</summary>
    private const int MostRestarts = 10;

    private readonly Dictionary<IActorRef, Worker> _workers = [];
    private bool _draining;

    protected override void PreStart()
    {
        foreach (var worker in state.Workers)
        {
            var loop = worker.Environment.Worker.Index;
            var actor = Context.ActorOf(
                Props.Create(() => new WorkerActor(worker, state.Pause)).WithDispatcher(IoDispatchers.Name(loop)), $"worker-{loop}");
            _workers.Add(Context.Watch(actor), new Worker(loop));
        }
        state.Admission.SetWaiters(_workers.Keys.Select(worker =>
            (Action)(() => worker.Tell(ResumeAccepting.Instance, ActorRefs.NoSender))));
    }

    // Before a restart this runs while the workers are still stopping.
    protected override void PostStop()
    {
        foreach (var worker in _workers.Values) worker.Told?.Done();
    }

    // A worker that failed has lost its connections; it starts anew, and the other workers never notice. One that fails
    // again and again, or while we drain, is given up.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        MostRestarts, withinTimeMilliseconds: 60_000, failure =>
        {
            services.Logger.WorkerFailed(state.Name, failure);
            return _draining ? Directive.Stop : Directive.Restart;
        },
        loggingEnabled: false);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case UseOffer use:
                state.Admission.UseLimits(use.Limits);
                TellWorkers(use.Step, (worker, step) => new UseWorkerOffer(use.Workers[worker], step!));
                break;
            case StopListening stop:
                services.Logger.ListenerDraining(state.Name, state.Admission.Connections);
                _draining = true;
                TellWorkers(stop.Step, (_, step) => new StopListening(step));
                Become(Draining);
                break;
            case CutAll:
                foreach (var worker in _workers.Keys) worker.Tell(message);
                break;
            case Terminated ended:
                Forget(ended.ActorRef);
                if (_workers.Count == 0) throw new InvalidOperationException("All workers of the listener were given up.");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Draining(object message)
    {
        switch (message)
        {
            case StopListening stop:
                stop.Step?.Done();
                break;
            case CutAll:
                foreach (var worker in _workers.Keys) worker.Tell(message);
                break;
            case Terminated ended:
                Forget(ended.ActorRef);
                if (_workers.Count == 0) EndDrain();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>The step is done once each worker has done its part.</summary>
    private void TellWorkers(RolloutStep? step, Func<int, RolloutStep?, object> message)
    {
        foreach (var (actor, worker) in _workers)
        {
            worker.Told = step?.BeginPart();
            actor.Tell(message(worker.Loop, worker.Told));
        }
        step?.Done();
    }

    private void Forget(IActorRef worker)
    {
        if (!_workers.Remove(worker, out var gone)) return;
        gone.Told?.Done();
        state.Workers[gone.Loop].LeaveSocket();   // Given up, or drained: nobody watches it there any more.
    }

    private void EndDrain()
    {
        services.Logger.ListenerDrained(state.Name, state.Admission.Cut);
        Context.Parent.Tell(new ListenerDrained(state.Admission.Cut));
        Context.Stop(Self);
    }

    private sealed class Worker(int loop)
    {
        public int Loop => loop;

        /// <summary>What it was told last, and may not have heard yet.</summary>
        public RolloutStep? Told { get; set; }
    }
}
