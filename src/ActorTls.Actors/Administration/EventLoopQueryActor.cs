using ActorTls.EventLoops;
using Akka.Actor;

namespace ActorTls.Administration;

/// <summary>
/// Answers queries on one event loop, whose connections it reads between their turns. However many queries there are, it runs one slice
/// in each turn of the loop; they take it in turns.
/// </summary>
internal sealed class EventLoopQueryActor : UntypedActor
{
    private readonly EventLoop _loop;
    private readonly Func<EventLoopRecords> _records;
    private readonly SliceBudget _budget;
    private readonly Queue<(int Number, IWalk Walk, IActorRef Asker)> _walks = new();
    private readonly IActorRef _self;
    private long _lastTurn = -1;

    /// <param name="loop">The event loop that the actor runs on.</param>
    /// <param name="records">What is there to be read when a walk begins.</param>
    /// <param name="time">The clock of slices.</param>
    public EventLoopQueryActor(EventLoop loop, Func<EventLoopRecords> records, TimeProvider time)
    {
        _loop = loop;
        _records = records;
        _budget = new SliceBudget(time);
        _self = Self;
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BeginWalk begin:
                Begin(begin);
                break;
            case ContinueWalks:
                Continue();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin(BeginWalk begin)
    {
        try
        {
            _walks.Enqueue((begin.Number, begin.Query.Begin(_records()), Sender));
        }
        catch (Exception failure)
        {
            Sender.Tell(new WalkFailed(begin.Number, failure));
            return;
        }
        if (_walks.Count == 1) _self.Tell(ContinueWalks.Instance);
    }

    private void Continue()
    {
        // An event loop may run many messages in one turn, and looks at its sockets after them.
        if (_lastTurn != _loop.Turns)
        {
            _lastTurn = _loop.Turns;
            RunSlice();
        }
        if (_walks.Count > 0) _self.Tell(ContinueWalks.Instance);
    }

    private void RunSlice()
    {
        var (number, walk, asker) = _walks.Dequeue();
        try
        {
            _budget.Begin();
            if (walk.Continue(_budget)) asker.Tell(new WalkEnded(number, walk), _self);
            else _walks.Enqueue((number, walk, asker));
        }
        catch (Exception failure)
        {
            asker.Tell(new WalkFailed(number, failure), _self);
        }
    }
}
