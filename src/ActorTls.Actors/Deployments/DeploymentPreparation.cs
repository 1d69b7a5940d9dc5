using ActorTls.Configuration;
using ActorTls.Connections;
using ActorTls.Listening;
using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Deployments;

/// <summary>
/// The first half of a deployment: makes every TLS context, and opens or takes over every socket that is needed. When a step fails,
/// it gives back what it has made, and nothing has changed. Runs on a thread of the pool.
/// </summary>
internal sealed class DeploymentPreparation
{
    private readonly int _number;
    private readonly DeploymentPlan _plan;
    private readonly IReadOnlyDictionary<string, RunningListener> _running;
    private readonly int _loops;
    private readonly PreparedResources _resources;
    private readonly ServiceHost _host;
    private readonly List<PreparedVersion> _prepared = [];
    private readonly List<Action> _readjust = [];
    private readonly List<BindFailure> _failures = [];

    private DeploymentPreparation(
        int number, DeploymentPlan plan, IReadOnlyDictionary<string, RunningListener> running, int loops, PreparedResources resources, ServiceHost host) =>
        (_number, _plan, _running, _loops, _resources, _host) = (number, plan, running, loops, resources, host);

    /// <summary>Prepares all listeners of a plan.</summary>
    /// <param name="number">The deployment's number.</param>
    /// <param name="plan">What is to be put in force.</param>
    /// <param name="running">The listeners that run, by name.</param>
    /// <param name="loops">How many event loops there are.</param>
    /// <param name="resources">Keeps what is made.</param>
    /// <param name="host">What services are started with.</param>
    /// <exception cref="BindException">Addresses cannot be bound; the exception names all of them.</exception>
    public static IReadOnlyList<PreparedVersion> Run(
        int number, DeploymentPlan plan, IReadOnlyDictionary<string, RunningListener> running, int loops, PreparedResources resources, ServiceHost host) =>
        new DeploymentPreparation(number, plan, running, loops, resources, host).Run();

    private List<PreparedVersion> Run()
    {
        try
        {
            var changes = ListenerChanges.Between(
                [.. _running.Values.Select(listener => listener.At)], [.. _plan.Listeners.Select(listener => listener.Settings)]);
            foreach (var (listener, change) in _plan.Listeners.Zip(changes)) Prepare(listener, change);
            if (_failures.Count > 0) throw new BindException(_failures);

            // Last, because it changes sockets that are in force already.
            foreach (var listener in _prepared) Adjust(listener);
            if (_failures.Count > 0) throw new BindException(_failures);
            foreach (var listener in _prepared) listener.Version.Sessions.Start(_host);
            return _prepared;
        }
        catch
        {
            for (var i = _readjust.Count - 1; i >= 0; i--) _readjust[i]();
            _resources.Release(_number);
            throw;
        }
    }

    private void Prepare(ListenerVersion listener, ListenerChange change)
    {
        var contexts = CreateContexts(listener.Settings);
        try
        {
            var socket = change.Origin switch
            {
                SocketOrigin.Opened => ListenSocket.Open(listener.Settings),
                SocketOrigin.TakenOver => _running[change.From!].Socket.Duplicate(),
                _ => null,
            };
            if (socket is not null) _resources.Keep(_number, socket);
            _prepared.Add(new PreparedVersion(listener with { Number = _number }, change, contexts, socket));
        }
        catch (IOException failure)
        {
            AddFailure(listener.Settings, failure.Message + HeldBy(listener.Settings.Address));
        }
    }

    private IReadOnlyList<ITlsServerContext> CreateContexts(ListenerSettings listener)
    {
        if (listener.IsPlaintext) return [.. Enumerable.Repeat(PlaintextContext.Instance, _loops)];

        var contexts = _plan.Engine.CreateServerContexts(_plan.Policies[listener.Policy.Value], listener.Name, _loops);
        foreach (var context in contexts) _resources.Keep(_number, context);
        return contexts;
    }

    private void Adjust(PreparedVersion prepared)
    {
        var next = prepared.Version.Settings;
        if (prepared.Change.Origin == SocketOrigin.Opened) return;

        var now = _running[prepared.Change.From ?? next.Name];
        if (now.Settings.Tcp == next.Tcp && now.Settings.Backlog == next.Backlog && now.Settings.Address == next.Address) return;
        var socket = prepared.Socket ?? now.Socket;
        _readjust.Add(() => TryAdjust(socket, now.Settings));
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

    // This server keeps its own addresses until the deployment is in force, since it may yet fail.
    private string HeldBy(ListenAddress wanted) =>
        ListenerChanges.HolderOf(wanted, [.. _running.Values.Select(listener => listener.At)]) is { } holder
            ? $", by listener {holder.Name} of this server at {holder.Bound}; an address that overlaps it can be had once that one is given up"
            : "";
}
