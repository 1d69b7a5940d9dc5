using ActorTls.Actors.Tests.Listening;
using ActorTls.Administration;
using ActorTls.EventLoops;
using Akka.Actor;

namespace ActorTls.Actors.Tests.Administration;

/// <summary>Queries on a real event loop: how they share its turns.</summary>
public sealed class EventLoopQueryActorTests : ListenerFixture
{
    private static readonly EventLoopRecords Nothing = QueryRun.LoopOf();

    private EventLoop FirstLoop => Services.EventLoops.All[0];

    [Fact]
    public void A_turn_of_the_loop_has_one_slice_however_many_queries_there_are()
    {
        const int each = 50;
        var slices = new List<(int Query, long Turn)>();   // Written on the event loop, read when the last walk has ended.
        var haveBegun = false;
        var actor = Create();
        for (var i = 0; i < 3; i++)
        {
            var number = i;
            actor.Tell(new BeginWalk(number, new ScriptedQuery(_ =>
            {
                if (Volatile.Read(ref haveBegun)) slices.Add((number, FirstLoop.Turns));
                return slices.Count(slice => slice.Query == number) == each;
            })), TestActor);
        }
        actor.Tell(new Identify(0), TestActor);
        ExpectMsg<ActorIdentity>(Patience);
        Volatile.Write(ref haveBegun, true);
        for (var i = 0; i < 3; i++) ExpectMsg<WalkEnded>(Patience);

        Assert.Equal(each * 3, slices.Count);
        Assert.Equal(slices.Count, slices.Select(slice => slice.Turn).Distinct().Count());

        // None waits for the end of another.
        Assert.All(slices.Chunk(3), three => Assert.Equal(3, three.Select(slice => slice.Query).Distinct().Count()));
    }

    [Fact]
    public void Other_work_of_the_loop_goes_on_between_slices()
    {
        var other = Sys.ActorOf(Props.Create(() => new Echo()).WithDispatcher(IoDispatchers.Name(0)));
        var isToEnd = false;
        Create().Tell(new BeginWalk(1, new ScriptedQuery(_ => Volatile.Read(ref isToEnd))), TestActor);
        for (var i = 0; i < 20; i++)
        {
            other.Tell(i, TestActor);
            Assert.Equal(i, ExpectMsg<int>(Patience));
        }
        Volatile.Write(ref isToEnd, true);
        ExpectMsg<WalkEnded>(Patience);
    }

    [Fact]
    public void A_walk_that_fails_is_answered_and_the_others_go_on()
    {
        var actor = Create();
        actor.Tell(new BeginWalk(1, new ScriptedQuery(_ => throw new IOException("gone"))), TestActor);
        actor.Tell(new BeginWalk(2, new ScriptedQuery(slice => slice == 5)), TestActor);
        var failed = ExpectMsg<WalkFailed>(Patience);
        Assert.Equal((1, "gone"), (failed.Number, failed.Failure.Message));
        Assert.Equal(2, ExpectMsg<WalkEnded>(Patience).Number);
    }

    [Fact]
    public void A_walk_that_cannot_begin_is_answered()
    {
        var actor = Create();
        actor.Tell(new BeginWalk(1, new UnwalkableQuery()), TestActor);
        Assert.Equal(1, ExpectMsg<WalkFailed>(Patience).Number);
    }

    private IActorRef Create()
    {
        var loop = FirstLoop;
        return Sys.ActorOf(Props.Create(() => new EventLoopQueryActor(loop, () => Nothing, TimeProvider.System)).WithDispatcher(IoDispatchers.Name(0)));
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed record UnwalkableQuery : IQuery
    {
        public IWalk Begin(EventLoopRecords records) => throw new IOException("no records");

        public object? Merge(IReadOnlyList<IWalk> walks, DateTimeOffset asOf) => null;
    }
}
