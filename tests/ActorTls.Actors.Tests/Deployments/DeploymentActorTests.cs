using ActorTls.Deployments;
using ActorTls.Listening;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorTls.Actors.Tests.Deployments;

/// <summary>One deployment, with probes in place of the server and of listeners.</summary>
public sealed class DeploymentActorTests : TestKit
{
    private const int Number = 7;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly PreparedResources _resources = new();
    private readonly FakeTimeProvider _time = new();
    private readonly TestProbe _deaths;

    public DeploymentActorTests() => _deaths = CreateTestProbe();

    [Fact]
    public void It_ends_when_every_acceptor_that_was_asked_has_answered()
    {
        var (deployment, listener) = Publish();
        deployment.Tell(new Applied(Number, listener, 1));   // An acceptor may be faster than its listener.
        deployment.Tell(new AcceptorsAsked(Number, listener, [0, 1]));
        deployment.Tell(new Applied(Number, listener, 0));
        Assert.Empty(ExpectMsg<RolledOut>(Patience).Missing);
        _deaths.ExpectTerminated(deployment, Patience);
    }

    [Fact]
    public void It_says_who_has_not_answered_in_time()
    {
        var (deployment, listener) = Publish();
        deployment.Tell(new AcceptorsAsked(Number, listener, [0, 1]));
        deployment.Tell(new Applied(Number, listener, 0));
        RolledOut? ended = null;
        AwaitCondition(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));   // It may not have begun to wait yet.
            return (ended = ReceiveOne(TimeSpan.FromMilliseconds(20)) as RolledOut) is not null;
        }, Patience);
        Assert.Equal(["listener front on event loop 1: no answer within 10 s"], ended!.Missing);
    }

    [Fact]
    public void It_says_who_died_before_answering()
    {
        var (deployment, listener) = Publish();
        deployment.Tell(new AcceptorsAsked(Number, listener, [0, 1]));
        deployment.Tell(new Applied(Number, listener, 1));
        Sys.Stop(listener);
        Assert.Equal(["listener front on event loop 0: the listener has ended"], ExpectMsg<RolledOut>(Patience).Missing);
    }

    [Fact]
    public void It_says_which_acceptor_was_given_up()
    {
        var (deployment, listener) = Publish();
        deployment.Tell(new AcceptorsAsked(Number, listener, [0]));
        deployment.Tell(new NotApplied(Number, listener, 0, "its acceptor was given up"));
        Assert.Equal(["listener front on event loop 0: its acceptor was given up"], ExpectMsg<RolledOut>(Patience).Missing);
    }

    [Fact]
    public void A_preparation_that_fails_is_told_with_its_reason()
    {
        var deployment = Create(() => throw new IOException("scripted"));
        Assert.Equal("scripted", ExpectMsg<PreparationFailed>(Patience).Failure.Message);
        _deaths.ExpectTerminated(deployment, Patience);
    }

    [Fact]
    public async Task What_it_has_prepared_is_given_back_when_it_is_stopped_in_the_middle()
    {
        var (begun, mayEnd) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var resource = new Disposable();
        var deployment = Create(() =>
        {
            begun.SetResult();
            mayEnd.Wait(Patience);
            _resources.Keep(Number, resource);
            return [];
        });
        await begun.Task.WaitAsync(Patience);
        Sys.Stop(deployment);
        await _deaths.ExpectTerminatedAsync(deployment, Patience);
        Assert.False(resource.IsDisposed);
        mayEnd.Set();
        await AwaitConditionAsync(() => Task.FromResult(resource.IsDisposed), Patience);
        Assert.Equal(0, _resources.Count);
    }

    [Fact]
    public void What_was_published_is_nobodys_to_give_back()
    {
        var resource = new Disposable();
        var deployment = Create(() =>
        {
            _resources.Keep(Number, resource);
            return [];
        });
        ExpectMsg<Prepared>(Patience);
        _resources.Published(Number);
        deployment.Tell(new Published(Number, []));
        Assert.Empty(ExpectMsg<RolledOut>(Patience).Missing);
        _deaths.ExpectTerminated(deployment, Patience);
        Assert.False(resource.IsDisposed);
    }

    /// <summary>A deployment that has told a listener, a probe, of another socket.</summary>
    private (IActorRef Deployment, IActorRef Listener) Publish()
    {
        var deployment = Create(() => []);
        ExpectMsg<Prepared>(Patience);
        var listener = CreateTestProbe().Ref;
        deployment.Tell(new Published(Number, [(listener, "front")]));
        return (deployment, listener);
    }

    private IActorRef Create(Func<IReadOnlyList<PreparedVersion>> prepare) =>
        _deaths.Watch(ActorOf(() => new Relay(TestActor, prepare, _resources, _time)).Ask<IActorRef>("child", Patience).GetAwaiter().GetResult());

    /// <summary>The parent of a deployment: hands on to the test what a server would be told.</summary>
    private sealed class Relay : ReceiveActor
    {
        public Relay(IActorRef test, Func<IReadOnlyList<PreparedVersion>> prepare, PreparedResources resources, TimeProvider time)
        {
            var child = Context.ActorOf(Props.Create(() => new DeploymentActor(Number, prepare, resources, time)));
            Receive<string>(_ => Sender.Tell(child));
            ReceiveAny(test.Tell);
        }
    }

    private sealed class Disposable : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
