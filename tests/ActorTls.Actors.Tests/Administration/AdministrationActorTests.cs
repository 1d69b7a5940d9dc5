using ActorTls.Administration;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorTls.Actors.Tests.Administration;

/// <summary>The actor that asks all event loops, with probes in place of theirs.</summary>
public sealed class AdministrationActorTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestProbe[] _loops;
    private readonly IActorRef _administration;

    public AdministrationActorTests()
    {
        _loops = [CreateTestProbe(), CreateTestProbe()];
        IReadOnlyList<Props> loops = [.. _loops.Select(probe => Props.Create(() => new PassingOn(probe.Ref)))];
        _administration = Sys.ActorOf(Props.Create(() => new AdministrationActor(TimeProvider.System, loops)));
    }

    [Fact]
    public void A_query_is_answered_when_every_loop_has_walked()
    {
        _administration.Tell(new AnswerQuery(Query), TestActor);
        End(0);
        AwaitHandled();
        Assert.False(HasMessages);
        End(1);
        Assert.Equal(2, ExpectMsg<QueryAnswered>(Patience).Answer);
    }

    [Fact]
    public void A_query_fails_with_the_first_walk_that_fails_and_is_answered_once()
    {
        _administration.Tell(new AnswerQuery(Query), TestActor);
        var begin = _loops[1].ExpectMsg<BeginWalk>(Patience);
        _administration.Tell(new WalkFailed(begin.Number, new IOException("gone")));
        Assert.Equal("gone", ExpectMsg<QueryFailed>(Patience).Failure.Message);
        End(0);

        _administration.Tell(new AnswerQuery(Query), TestActor);
        End(0);
        End(1);
        ExpectMsg<QueryAnswered>(Patience);
    }

    [Fact]
    public void A_query_whose_merging_fails_is_answered()
    {
        _administration.Tell(new AnswerQuery(new UnmergeableQuery()), TestActor);
        End(0);
        End(1);
        Assert.IsType<InvalidCastException>(ExpectMsg<QueryFailed>(Patience).Failure);
    }

    [Fact]
    public void Only_so_many_queries_are_under_way_and_the_others_follow_in_their_order()
    {
        const int all = AdministrationActor.MostAtOnce + 3;
        for (var i = 0; i < all; i++) _administration.Tell(new AnswerQuery(Query), TestActor);
        var first = Enumerable.Range(0, AdministrationActor.MostAtOnce).Select(_ => _loops[0].ExpectMsg<BeginWalk>(Patience)).ToList();
        foreach (var begin in first) Assert.Equal(begin.Number, _loops[1].ExpectMsg<BeginWalk>(Patience).Number);

        // Had another query begun, its message would be with the loop's actor before this one.
        AwaitHandled();
        Sys.ActorSelection(_administration.Path / "loop-0").Tell("all were sent");
        _loops[0].ExpectMsg("all were sent", Patience);

        foreach (var loop in _loops) _administration.Tell(new WalkEnded(first[3].Number, NoWalk.Instance), loop.Ref);
        ExpectMsg<QueryAnswered>(Patience);
        Assert.Equal(first.Max(begin => begin.Number) + 1, _loops[0].ExpectMsg<BeginWalk>(Patience).Number);
    }

    private static ScriptedQuery Query => new(_ => true);

    /// <summary>Waits until the actor has handled everything that it was sent from here.</summary>
    private void AwaitHandled()
    {
        _administration.Tell(new Identify("so far"), TestActor);
        ExpectMsg<ActorIdentity>(Patience);   // An answer to a query that came before it would fail here.
    }

    private void End(int loop)
    {
        var begin = _loops[loop].ExpectMsg<BeginWalk>(Patience);
        _administration.Tell(new WalkEnded(begin.Number, NoWalk.Instance), _loops[loop].Ref);
    }

    private sealed class PassingOn(IActorRef probe) : UntypedActor
    {
        protected override void OnReceive(object message) => probe.Forward(message);
    }

    private sealed class NoWalk : IWalk
    {
        public static readonly NoWalk Instance = new();

        public bool Continue(SliceBudget budget) => true;
    }

    private sealed record UnmergeableQuery : IQuery
    {
        public IWalk Begin(EventLoopRecords records) => NoWalk.Instance;

        public object? Merge(IReadOnlyList<IWalk> walks, DateTimeOffset asOf) => throw new InvalidCastException("not a walk of this query");
    }
}
