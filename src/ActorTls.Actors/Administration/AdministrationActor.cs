using ActorTls.EventLoops;
using ActorTls.Listening;
using Akka.Actor;

namespace ActorTls.Administration;

/// <summary>
/// Answers queries about all connections of a server. It asks an <see cref="EventLoopQueryActor"/> on each event loop, and merges what
/// they find on a thread of its own dispatcher. Queries beyond <see cref="MostAtOnce"/> wait.
/// </summary>
internal sealed class AdministrationActor : ReceiveActor
{
    /// <summary>The most queries that are under way at the same time, since each holds what it has found so far.</summary>
    public const int MostAtOnce = 8;

    private readonly TimeProvider _time;
    private readonly IReadOnlyList<IActorRef> _loops;
    private readonly Dictionary<int, UnderWay> _underWay = [];
    private readonly Queue<(IQuery Query, IActorRef Asker)> _waiting = new();
    private int _lastNumber;

    /// <param name="services">What the server's listeners share.</param>
    public AdministrationActor(ListenerServices services)
        : this(services.Time, [.. services.EventLoops.All.Select(loop => PropsOf(services, loop))]) { }

    /// <param name="time">The wall clock.</param>
    /// <param name="loops">How the actor of each event loop is made.</param>
    public AdministrationActor(TimeProvider time, IReadOnlyList<Props> loops)
    {
        _time = time;
        _loops = [.. loops.Select((props, loop) => Context.ActorOf(props, $"loop-{loop}"))];
        Receive<AnswerQuery>(ask =>
        {
            _waiting.Enqueue((ask.Query, Sender));
            BeginWaiting();
        });
        Receive<WalkEnded>(OnWalkEnded);
        Receive<WalkFailed>(failed => End(failed.Number, () => new QueryFailed(failed.Failure)));
    }

    /// <summary>Makes the actor for a server. It ends when it is stopped.</summary>
    public static Props PropsOf(ListenerServices services) => Props.Create(() => new AdministrationActor(services));

    private static Props PropsOf(ListenerServices services, EventLoop loop)
    {
        Func<EventLoopRecords> records = () => new EventLoopRecords(
            [.. services.Live.All.Select(listener => listener.Environments[loop.Index].Registry)], services.Endings[loop.Index]);
        return Props.Create(() => new EventLoopQueryActor(loop, records, services.Time)).WithDispatcher(IoDispatchers.Name(loop.Index));
    }

    private void BeginWaiting()
    {
        while (_underWay.Count < MostAtOnce && _waiting.TryDequeue(out var next))
        {
            var number = ++_lastNumber;
            _underWay.Add(number, new UnderWay(next.Query, next.Asker, _time.GetUtcNow()));
            foreach (var loop in _loops) loop.Tell(new BeginWalk(number, next.Query));
        }
    }

    private void OnWalkEnded(WalkEnded ended)
    {
        if (!_underWay.TryGetValue(ended.Number, out var query)) return;   // Another event loop's walk has failed.
        query.Walks.Add(ended.Walk);
        if (query.Walks.Count == _loops.Count) End(ended.Number, () => new QueryAnswered(query.Query.Merge(query.Walks, query.AsOf)));
    }

    private void End(int number, Func<object> answer)
    {
        if (!_underWay.Remove(number, out var query)) return;
        try
        {
            query.Asker.Tell(answer());
        }
        catch (Exception failure)
        {
            query.Asker.Tell(new QueryFailed(failure));
        }
        BeginWaiting();
    }

    /// <summary>A query, and the walks that have ended.</summary>
    private sealed record UnderWay(IQuery Query, IActorRef Asker, DateTimeOffset AsOf)
    {
        public List<IWalk> Walks { get; } = [];
    }
}
