using ActorTls.Telemetry;
using Akka.Actor;

namespace ActorTls.Listening;

/// <summary>
/// Deployments, in two halves. Whatever may fail happens in <see cref="DeploymentPreparation"/>, while everything goes on as
/// it was; then every listener and worker is told, each of which changes from all of the old to all of the new in one turn.
/// </summary>
internal sealed partial class ServerActor
{
    /// <summary>A worker takes what it is told within a turn; one that hangs must not keep the next deployment out.</summary>
    private static readonly TimeSpan LongestRollout = TimeSpan.FromSeconds(10);

    private readonly Queue<PutInForce> _waiting = new();
    private Task<IReadOnlyList<PreparedListener>>? _preparation;
    private PutInForce? _underWay;
    private DeploymentSummary? _summary;

    private bool IsFirst => _underWay?.Completion == plan.Started;

    private void Enqueue(PutInForce deploy)
    {
        _waiting.Enqueue(deploy);
        BeginNext();
    }

    private void BeginNext()
    {
        if (_underWay is not null || !_waiting.TryDequeue(out _underWay)) return;
        if (_draining)
        {
            RefuseAsDraining();
            return;
        }
        Prepare(_underWay.Plan);
    }

    private void Prepare(DeploymentPlan next)
    {
        var workers = plan.Services.Workers.Workers.Count;
        var running = Serving().ToDictionary(
            listener => listener.State.Name, listener => new RunningListener(listener.Plan.Settings, listener.Socket),
            StringComparer.Ordinal);
        _preparation = Task.Run(() => DeploymentPreparation.Run(next, running, workers));
        _preparation.PipeTo(
            Self, success: listeners => new Prepared(listeners), failure: failure => new NotPrepared(failure));
    }

    private IEnumerable<Listener> Serving() => _listeners.Values.Where(listener => !listener.IsLeaving);

    // Nothing in it is meant to fail. If it does, what is in force is half of one and half of another.
    private void TryApply(IReadOnlyList<PreparedListener> prepared)
    {
        try
        {
            Apply(prepared);
        }
        catch (Exception failure)
        {
            plan.Services.Logger.DeploymentBroken(failure);
            Context.Stop(Self);
        }
    }

    private void Apply(IReadOnlyList<PreparedListener> prepared)
    {
        if (_draining)
        {
            DiscardPrepared();
            RefuseAsDraining();
            return;
        }

        var running = Serving().ToDictionary(listener => listener.State.Name, StringComparer.Ordinal);
        if (prepared.Any(listener => listener.Socket is null && !running.ContainsKey(listener.Change.Name)))
        {
            // One that was to keep its socket was given up meanwhile, and its socket with it.
            DiscardPrepared();
            Prepare(_underWay!.Plan);
            return;
        }

        _preparation = null;
        var names = prepared.Select(listener => listener.Change.Name).ToHashSet(StringComparer.Ordinal);
        var removed = running.Values.Where(listener => !names.Contains(listener.State.Name)).ToList();
        var rollout = new Rollout();
        foreach (var listener in prepared)
        {
            if (running.TryGetValue(listener.Change.Name, out var now)) Change(now, listener, rollout.Begin());
            else Start(listener);
        }
        foreach (var listener in removed) Leave(listener, rollout.Begin());
        rollout.EverybodyIsTold();

        _summary = new DeploymentSummary(
            [.. Serving().Select(Bound).OrderBy(listener => listener.Name, StringComparer.Ordinal)],
            [.. prepared.Where(listener => listener.Change.IsNew).Select(listener => listener.Change.Name)],
            [.. prepared.Where(listener => listener.Change.IsMoved).Select(listener => listener.Change.Name)],
            [.. removed.Select(listener => listener.State.Name)]);
        Task.WhenAny(rollout.Completed, Task.Delay(LongestRollout, plan.Services.Time)).PipeTo(Self, success: _ => RolledOut.Instance);
    }

    private void Start(PreparedListener prepared)
    {
        Start(prepared.Plan, prepared.Offers, prepared.Socket!);
        var settings = prepared.Plan.Settings;
        plan.Services.Logger.ListenerBound(
            settings.Name, prepared.Socket!.Address, settings.IsPlaintext ? "none (tls = off)" : settings.Policy.Value,
            settings.Service.Value);
    }

    private void Change(Listener now, PreparedListener next, RolloutStep step)
    {
        now.Plan = next.Plan;
        now.Told = step;
        if (next.Socket is { } socket)
        {
            plan.Services.Logger.ListenerMoved(now.State.Name, now.Socket.Address, socket.Address);
            now.Socket.Dispose();
            now.Socket = socket;
        }
        now.Actor.Tell(new UseOffer(next.Plan.Settings.Limits, next.Offers, step));
    }

    private static BoundListener Bound(Listener listener) => new(
        listener.State.Name, listener.Socket.Address, listener.Plan.Settings.Policy.Value, listener.Plan.Settings.Service.Value);

    private void Complete()
    {
        var summary = _summary!;
        if (!IsFirst)
        {
            plan.Services.Metrics.DeploymentEnded(DeploymentResult.Deployed);
            plan.Services.Logger.Deployed(
                summary.Listeners.Count, summary.Opened.Count, summary.Moved.Count, summary.Removed.Count);
        }
        plan.Services.Metrics.DeployedAt(plan.Services.Time.GetUtcNow());
        End(completion => completion.TrySetResult(summary));
    }

    private void Refuse(Exception failure)
    {
        _preparation = null;
        var errors = failure is BindException bind ? bind.Failures.Select(each => each.ToString()).ToList() : [failure.Message];
        foreach (var bound in (failure as BindException)?.Failures ?? [])
            plan.Services.Logger.ListenerBindFailed(bound.Listener, bound.Address, bound.Reason);
        if (IsFirst)
        {
            End(completion => completion.TrySetException(failure));
            return;
        }

        if (failure is not BindException) plan.Services.Logger.DeploymentFailed(failure);
        Refuse(errors, failure is BindException ? DeploymentResult.AddressUnavailable : DeploymentResult.Failed);
    }

    private void RefuseAsDraining()
    {
        const string error = "the server drains";
        if (IsFirst)
        {
            End(completion => completion.TrySetCanceled());
            return;
        }
        plan.Services.Logger.DeploymentError(error);
        Refuse([error], DeploymentResult.Failed);
    }

    private void Refuse(List<string> errors, DeploymentResult result)
    {
        plan.Services.Metrics.DeploymentEnded(result);
        plan.Services.Logger.DeploymentRefused(errors.Count);
        End(completion => completion.TrySetException(new DeploymentException(errors)));
    }

    private void End(Action<TaskCompletionSource<DeploymentSummary>> complete)
    {
        var ended = _underWay!;
        (_underWay, _summary, _preparation) = (null, null, null);
        complete(ended.Completion);
        BeginNext();
        StopWhenEmpty();
    }

    /// <summary>The server ends: what it has not done it will not do.</summary>
    private void AbandonDeployments()
    {
        DiscardPrepared();
        plan.Started.TrySetCanceled();
        IEnumerable<PutInForce> left = _underWay is null ? _waiting : _waiting.Prepend(_underWay);
        foreach (var deploy in left) deploy.Completion.TrySetException(new DeploymentException(["the server has ended"]));
    }

    /// <summary>Whatever the preparation comes to, nobody will use it.</summary>
    private void DiscardPrepared()
    {
        if (_preparation is not null) _ = DiscardAsync(_preparation);
        _preparation = null;
    }

    private static async Task DiscardAsync(Task<IReadOnlyList<PreparedListener>> preparation)
    {
        try
        {
            foreach (var listener in await preparation.ConfigureAwait(false)) listener.Dispose();
        }
        catch (Exception)
        {
            // It failed, and took back what it had made.
        }
    }

    private sealed record Prepared(IReadOnlyList<PreparedListener> Listeners);

    private sealed record NotPrepared(Exception Failure);

    private sealed class RolledOut
    {
        public static readonly RolledOut Instance = new();
    }
}
