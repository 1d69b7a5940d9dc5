using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.Tls;

namespace ActorTls.Listening;

/// <summary>A running listener as a deployment finds it.</summary>
/// <param name="Settings">Its settings in force.</param>
/// <param name="Socket">What it accepts from.</param>
internal sealed record RunningListener(ListenerSettings Settings, ListenSocket Socket)
{
    /// <summary>Where it listens.</summary>
    public ListeningAt At => new(Settings.Name, Settings.Address, Socket.Bound);
}

/// <summary>A listener with all that it needs to be put in force, which cannot fail any more.</summary>
/// <param name="Plan">The listener as validated.</param>
/// <param name="Change">What becomes of it.</param>
/// <param name="Authorizer">Decides who is let in.</param>
/// <param name="Contexts">One for each event loop; whoever puts it in force owns them.</param>
/// <param name="Socket">A share of another socket for it; null when it keeps its own.</param>
internal sealed record PreparedListener(
    ListenerPlan Plan, ListenerChange Change, IAuthorizer Authorizer, IReadOnlyList<ITlsServerContext> Contexts, ListenSocket? Socket)
    : IDisposable
{
    /// <summary>What each worker is to offer, by event loop.</summary>
    public IReadOnlyList<WorkerOffer> Offers => [.. Contexts.Select(context => new WorkerOffer(
        new(context, Authorizer, Plan.Sessions, Plan.Settings.Timeouts) { Proxies = Plan.Proxies, KeepAlive = Plan.Settings.Tcp.KeepAlive }, Socket))];

    /// <summary>Gives back what nobody will put in force.</summary>
    public void Dispose()
    {
        foreach (var context in Contexts) context.Dispose();
        Socket?.Dispose();
    }
}

/// <summary>
/// The first half of a deployment: makes every TLS context, and opens or takes over every socket that is needed. What it
/// made it takes back when anything fails; then nothing has changed. On a thread of the pool.
/// </summary>
internal sealed class DeploymentPreparation
{
    private readonly DeploymentPlan _plan;
    private readonly IReadOnlyDictionary<string, RunningListener> _running;
    private readonly int _workers;
    private readonly List<PreparedListener> _prepared = [];
    private readonly List<Action> _undo = [];
    private readonly List<BindFailure> _failures = [];

    private DeploymentPreparation(DeploymentPlan plan, IReadOnlyDictionary<string, RunningListener> running, int workers) =>
        (_plan, _running, _workers) = (plan, running, workers);

    /// <summary>Prepares all listeners of a plan.</summary>
    /// <param name="plan">What is to be put in force.</param>
    /// <param name="running">The listeners that run, by name.</param>
    /// <param name="workers">How many event loops there are.</param>
    /// <exception cref="BindException">An address cannot be had; all that cannot are named.</exception>
    public static IReadOnlyList<PreparedListener> Run(
        DeploymentPlan plan, IReadOnlyDictionary<string, RunningListener> running, int workers) =>
        new DeploymentPreparation(plan, running, workers).Run();

    private List<PreparedListener> Run()
    {
        try
        {
            var changes = ListenerChanges.Between(
                [.. _running.Values.Select(listener => listener.At)], [.. _plan.Listeners.Select(listener => listener.Settings)]);
            foreach (var (listener, change) in _plan.Listeners.Zip(changes)) Prepare(listener, change);
            if (_failures.Count > 0) throw new BindException(_failures);

            // Last, for it changes what is in force already.
            foreach (var listener in _prepared) Adjust(listener);
            if (_failures.Count > 0) throw new BindException(_failures);
            return _prepared;
        }
        catch
        {
            for (var i = _undo.Count - 1; i >= 0; i--) _undo[i]();
            throw;
        }
    }

    private void Prepare(ListenerPlan listener, ListenerChange change)
    {
        var (contexts, authorizer) = Secure(listener.Settings);
        _undo.AddRange(contexts.Select<ITlsServerContext, Action>(context => context.Dispose));
        try
        {
            var socket = change.Origin switch
            {
                SocketOrigin.Opened => ListenSocket.Open(listener.Settings),
                SocketOrigin.TakenOver => _running[change.From!].Socket.Duplicate(),
                _ => null,
            };
            if (socket is not null) _undo.Add(socket.Dispose);
            _prepared.Add(new PreparedListener(listener, change, authorizer, contexts, socket));
        }
        catch (IOException failure)
        {
            AddFailure(listener.Settings, failure.Message + HeldBy(listener.Settings.Address));
        }
    }

    private (IReadOnlyList<ITlsServerContext> Contexts, IAuthorizer Authorizer) Secure(ListenerSettings listener)
    {
        if (listener.IsPlaintext)
            return ([.. Enumerable.Repeat(PlaintextContext.Instance, _workers)], AuthorizationRules.AnonymousOnly);

        var policy = _plan.Policies[listener.Policy.Value];
        return (_plan.Engine.CreateServerContexts(policy.Tls, listener.Name, _workers), policy.Authorizer);
    }

    private void Adjust(PreparedListener prepared)
    {
        var next = prepared.Plan.Settings;
        if (prepared.Change.Origin == SocketOrigin.Opened) return;

        var now = _running[prepared.Change.From ?? next.Name];
        if (now.Settings.Tcp == next.Tcp && now.Settings.Backlog == next.Backlog && now.Settings.Address == next.Address) return;
        var socket = prepared.Socket ?? now.Socket;
        _undo.Add(() => TryAdjust(socket, now.Settings));
        if (TryAdjust(socket, next) is { } failure) AddFailure(next, failure);
    }

    private static string? TryAdjust(ListenSocket socket, ListenerSettings settings)
    {
        try
        {
            socket.Adjust(settings);
            return null;
        }
        catch (IOException failure)
        {
            return failure.Message;
        }
    }

    private void AddFailure(ListenerSettings listener, string reason) =>
        _failures.Add(new BindFailure(listener.Name, listener.Address.ToString()!, reason));

    // Ours is held until the deployment is in force, for it may yet fail.
    private string HeldBy(ListenAddress wanted) =>
        ListenerChanges.HolderOf(wanted, [.. _running.Values.Select(listener => listener.At)]) is { } holder
            ? $", by listener {holder.Name} of this server at {holder.Bound}; an address that overlaps it can be had once that one is given up"
            : "";
}
