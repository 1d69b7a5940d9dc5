using ActorTls.Listening;
using ActorTls.Telemetry;
using Akka.Actor;

namespace ActorTls.Deployments;

/// <summary>
/// Deployments. A <see cref="DeploymentActor"/> does every step that may fail, while the server goes on as before. Then the server
/// publishes, each listener by one store, and the deployment waits for the acceptors that have to change their socket.
/// </summary>
internal sealed partial class ServerActor
{
    private readonly Queue<(Deploy Deploy, IActorRef Asker)> _waiting = new();
    private UnderWay? _underWay;
    private int _lastNumber;
    private bool _hasStarted;
    private DeploymentFailed? _startFailure;

    private bool IsUnderWay(int number) => _underWay?.Number == number;

    private void Enqueue(Deploy deploy)
    {
        _waiting.Enqueue((deploy, Sender));
        BeginNext();
    }

    private void BeginNext()
    {
        while (_underWay is null && _waiting.TryDequeue(out var next))
        {
            if (_startFailure is { } failure)
            {
                next.Asker.Tell(failure);
                continue;
            }
            _underWay = new UnderWay(next.Deploy, next.Asker);
            if (_draining) RefuseAsDraining();
            else if (next.Deploy.NeedsRestart.Count > 0) RefuseUntilRestart(next.Deploy.NeedsRestart);
            else Prepare(_underWay);
        }
    }

    private void Prepare(UnderWay deployment)
    {
        var number = deployment.Number = ++_lastNumber;
        var running = Serving().ToDictionary(
            listener => listener.State.Name, listener => new RunningListener(listener.Settings, listener.State.Socket!),
            StringComparer.Ordinal);
        var (plan, resources, services, host) = (deployment.Deploy.Plan, _plan.Resources, _plan.Services, _plan.Host);
        var loops = services.EventLoops.All.Count;
        Func<IReadOnlyList<PreparedVersion>> prepare = () => DeploymentPreparation.Run(number, plan, running, loops, resources, host);
        deployment.Actor = Context.Watch(Context.ActorOf(
            Props.Create(() => new DeploymentActor(number, prepare, resources, services.Time)), $"deployment-{number}"));
    }

    private void OnPrepared(Prepared prepared)
    {
        if (!IsUnderWay(prepared.Number)) return;
        var deployment = _underWay!;
        var running = Serving().ToDictionary(listener => listener.State.Name, StringComparer.Ordinal);
        // A listener that was to keep its socket may have been given up meanwhile, and its socket with it.
        var isOutdated = prepared.Listeners.Any(listener => listener.Socket is null && !running.ContainsKey(listener.Change.Name));
        if (isOutdated)
        {
            StopPreparation(deployment);
            Prepare(deployment);
            return;
        }
        Publish(deployment, prepared, running);
    }

    /// <summary>The server drains. It does not wait for a preparation, which may hang.</summary>
    private void AbandonPreparation()
    {
        if (_underWay is not { IsPublished: false } deployment) return;
        StopPreparation(deployment);
        RefuseAsDraining();
    }

    /// <summary>Stops a deployment's actor, which gives back what the preparation has made, or makes yet.</summary>
    private static void StopPreparation(UnderWay deployment)
    {
        Context.Unwatch(deployment.Actor);
        Context.Stop(deployment.Actor);
    }

    private void Publish(UnderWay deployment, Prepared prepared, Dictionary<string, Listener> running)
    {
        deployment.IsPublished = true;
        _plan.Resources.Published(prepared.Number);
        var moved = new List<Listener>();
        foreach (var listener in prepared.Listeners)
        {
            if (!running.Remove(listener.Change.Name, out var now))
            {
                Start(listener);
                var settings = listener.Version.Settings;
                _plan.Services.Logger.ListenerBound(
                    settings.Name, listener.Socket!.Address, settings.IsPlaintext ? "none (tls = off)" : settings.Policy.Value, settings.Service.Value);
            }
            else if (Change(now, listener))
            {
                moved.Add(now);
            }
        }
        // Sent before the listeners are asked, so that no answer reaches the deployment before it knows of them.
        deployment.Actor!.Tell(new Published(
            prepared.Number, [.. moved.Concat(running.Values).Select(listener => (listener.Actor, listener.State.Name))]));
        foreach (var listener in moved) listener.Actor.Tell(new UseSocket(prepared.Number, IsLast: false), deployment.Actor);
        foreach (var removed in running.Values) Leave(removed, prepared.Number, deployment.Actor!);
        deployment.Summary = new DeploymentSummary(
            [.. Serving().Select(Bound).OrderBy(listener => listener.Name, StringComparer.Ordinal)],
            [.. prepared.Listeners.Where(listener => listener.Change.IsNew).Select(listener => listener.Change.Name)],
            [.. prepared.Listeners.Where(listener => listener.Change.IsMoved).Select(listener => listener.Change.Name)],
            [.. running.Keys]);
    }

    /// <summary>Puts the new version of a listener in force. True when the version has another socket, which its acceptors must use.</summary>
    private bool Change(Listener now, PreparedVersion next)
    {
        now.State.Versions.Publish(next.Version, next.Contexts);
        now.State.Admission.UseLimits(next.Version.Settings.Limits);
        if (next.Socket is not { } socket) return false;
        _plan.Services.Logger.ListenerMoved(now.State.Name, now.State.Socket!.Address, socket.Address);
        now.State.MoveTo(socket);
        return true;
    }

    private static BoundListener Bound(Listener listener) => new(
        listener.State.Name, listener.State.Socket!.Address, listener.Settings.Policy.Value, listener.Settings.Service.Value);

    private void Complete(IReadOnlyList<string> missing)
    {
        var summary = _underWay!.Summary!;
        _plan.Services.Metrics.DeployedAt(_plan.Services.Time.GetUtcNow());
        if (missing.Count > 0)
        {
            FailIncomplete(missing);
            return;
        }
        if (_hasStarted)
        {
            _plan.Services.Metrics.DeploymentEnded(DeploymentResult.Deployed);
            _plan.Services.Logger.Deployed(summary.Listeners.Count, summary.Opened.Count, summary.Moved.Count, summary.Removed.Count);
        }
        End(new Deployed(summary));
    }

    /// <summary>The deployment's actor has ended without an outcome: the deployment failed.</summary>
    private void OnDeploymentEnded()
    {
        const string error = "the actor of the deployment has failed";
        if (_underWay!.IsPublished) FailIncomplete([error]);
        else Refuse([error], [], DeploymentResult.Failed);
    }

    private void FailIncomplete(IReadOnlyList<string> errors)
    {
        foreach (var error in errors) _plan.Services.Logger.DeploymentError(error);
        _plan.Services.Logger.DeploymentIncomplete(errors.Count);
        _plan.Services.Metrics.DeploymentEnded(DeploymentResult.Failed);
        End(new DeploymentFailed(errors, ConfigurationInForce.Mixed, []));
    }

    private void Refuse(Exception failure)
    {
        var failures = (failure as BindException)?.Failures ?? [];
        foreach (var bound in failures) _plan.Services.Logger.ListenerBindFailed(bound.Listener, bound.Address, bound.Reason);
        if (failure is not BindException && _hasStarted) _plan.Services.Logger.DeploymentFailed(failure);
        Refuse(
            failures.Count > 0 ? [.. failures.Select(each => each.ToString())] : [failure.Message], failures,
            failures.Count > 0 ? DeploymentResult.AddressUnavailable : DeploymentResult.Failed);
    }

    private void RefuseUntilRestart(IReadOnlyList<string> paths)
    {
        IReadOnlyList<string> errors = [.. paths.Select(path => $"{path} differs, and cannot change while the server runs: restart it")];
        foreach (var error in errors) _plan.Services.Logger.DeploymentError(error);
        Refuse(errors, [], DeploymentResult.NeedsRestart);
    }

    private void RefuseAsDraining()
    {
        const string error = "the server drains";
        if (_hasStarted) _plan.Services.Logger.DeploymentError(error);
        Refuse([error], [], DeploymentResult.Failed);
    }

    private void Refuse(IReadOnlyList<string> errors, IReadOnlyList<BindFailure> failures, DeploymentResult result)
    {
        if (_hasStarted)
        {
            _plan.Services.Metrics.DeploymentEnded(result);
            _plan.Services.Logger.DeploymentRefused(errors.Count);
        }
        End(new DeploymentFailed(errors, ConfigurationInForce.Old, failures));
    }

    private void End(object answer)
    {
        var ended = _underWay!;
        if (ended.Actor is not null) Context.Unwatch(ended.Actor);
        _underWay = null;
        if (!_hasStarted) _startFailure = answer as DeploymentFailed;
        _hasStarted = true;
        ended.Asker.Tell(answer);
        BeginNext();
        StopWhenEmpty();
    }

    /// <summary>The server ends: it answers every deployment that is not done.</summary>
    private void AbandonDeployments()
    {
        var failed = new DeploymentFailed(["the server has ended"], _underWay is { IsPublished: true } ? ConfigurationInForce.Mixed : ConfigurationInForce.Old, []);
        _underWay?.Asker.Tell(failed);
        foreach (var (_, asker) in _waiting) asker.Tell(failed with { InForce = ConfigurationInForce.Old });
    }

    /// <summary>The deployment that is under way.</summary>
    private sealed class UnderWay(Deploy deploy, IActorRef asker)
    {
        public Deploy Deploy => deploy;

        public IActorRef Asker => asker;

        public int Number { get; set; }

        public IActorRef? Actor { get; set; }

        public bool IsPublished { get; set; }

        /// <summary>Once it is published.</summary>
        public DeploymentSummary? Summary { get; set; }
    }
}
