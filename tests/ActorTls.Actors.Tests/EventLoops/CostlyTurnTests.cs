using System.Runtime.CompilerServices;
using ActorTls.EventLoops;
using Akka.Dispatch;

namespace ActorTls.Actors.Tests.EventLoops;

/// <summary>Handlers whose turns are costly have them one at a time, and let everybody else go first.</summary>
public sealed class CostlyTurnTests : IDisposable
{
    private readonly RunningLoops _loops = new();
    private readonly List<UnixSocketPair> _pairs = [];
    private readonly List<string> _order = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EventLoop Loop => _loops.Loop;

    public void Dispose()
    {
        _loops.Dispose();
        _pairs.ForEach(pair => pair.Dispose());
    }

    [Fact]
    public async Task Whoever_became_ready_in_a_costly_turn_is_served_before_the_next_one()
    {
        const int costlyTurns = Epoll.Capacity + 50;
        var live = Enumerable.Range(0, 3).Select(_ => Pair()).ToList();
        var costly = Enumerable.Range(0, costlyTurns).Select(_ => Pair(isReadable: true)).ToList();
        var done = 0;
        await _loops.Do(() =>
        {
            foreach (var pair in live)
            {
                Register(pair, IoEvents.Readable, _ =>
                {
                    UnixSocketPair.Empty(pair.Near);
                    _order.Add("live");
                    if (done == costlyTurns && _order.Count == costlyTurns * 2) _done.SetResult();
                });
            }
            foreach (var pair in costly)
            {
                RegisterCostly(pair, registration =>
                {
                    Loop.Unregister(registration);
                    _order.Add("costly");
                    live[done++ % live.Count].Far.Send([1]);
                });
            }
        });

        await _done.Task.WaitAsync(RunningLoops.Deadline);
        Assert.Equal(Enumerable.Range(0, costlyTurns * 2).Select(i => i % 2 == 0 ? "costly" : "live"), _order);
    }

    [Fact]
    public async Task Costly_turns_go_on_however_much_else_there_is_to_do()
    {
        const int costlyTurns = 50;
        var gaps = new List<int>();
        var between = 0;
        IRunnable? again = null;
        again = new ActionRunnable(() =>
        {
            between++;
            if (gaps.Count < costlyTurns) Loop.Execute(again!);
        });
        await _loops.Do(() =>
        {
            for (var i = 0; i < 500; i++) Loop.Execute(again);
            for (var i = 0; i < costlyTurns; i++)
            {
                RegisterCostly(Pair(isReadable: true), registration =>
                {
                    Loop.Unregister(registration);
                    gaps.Add(between);
                    between = 0;
                    if (gaps.Count == costlyTurns) _done.SetResult();
                });
            }
        });

        await _done.Task.WaitAsync(RunningLoops.Deadline);
        Assert.All(gaps.Skip(1), gap => Assert.InRange(gap, 1, 64));   // The first began within a turn.
    }

    [Fact]
    public async Task Those_who_wait_have_their_turns_in_the_order_in_which_they_became_ready()
    {
        var pairs = Enumerable.Range(0, 10).Select(_ => Pair()).ToList();
        await _loops.Do(() =>
        {
            RegisterCostly(Pair(isReadable: true), registration =>
            {
                Loop.Unregister(registration);
                foreach (var pair in Enumerable.Reverse(pairs)) pair.Far.Send([1]);
            });
            for (var i = 0; i < pairs.Count; i++)
            {
                var name = $"{i}";
                RegisterCostly(pairs[i], registration =>
                {
                    Loop.Unregister(registration);
                    _order.Add(name);
                    if (_order.Count == pairs.Count) _done.SetResult();
                });
            }
        });

        await _done.Task.WaitAsync(RunningLoops.Deadline);
        Assert.Equal(Enumerable.Range(0, 10).Reverse().Select(i => $"{i}"), _order);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_leaves_while_waiting_gets_no_turn_and_is_kept_alive_by_nobody(bool closes)
    {
        var first = Pair();
        var second = Pair();
        var (left, lives) = (default(IoRegistration), true);
        await _loops.Do(() =>
        {
            RegisterCostly(first, registration =>
            {
                Loop.Unregister(registration);
                if (closes) Loop.Close(left);
                else Loop.Unregister(left);
                lives = IsAlive(_leaver!);
                Loop.Execute(new ActionRunnable(() => Loop.Execute(new ActionRunnable(_done.SetResult))));
            });
            RegisterLeaver(closes ? second.Near.TakeDescriptor() : second.Descriptor, registration => left = registration);
            first.Far.Send([1]);
            second.Far.Send([1]);
        });

        await _done.Task.WaitAsync(RunningLoops.Deadline);
        Assert.False(lives);
        Assert.Empty(_order);
        Assert.Empty(_loops.Reported);
    }

    [Fact]
    public async Task Who_is_costly_no_more_does_not_wait_any_longer()
    {
        await _loops.Do(() =>
        {
            var last = default(IoRegistration);
            for (var i = 0; i < 10; i++)
            {
                RegisterCostly(Pair(isReadable: true), registration =>
                {
                    Loop.Unregister(registration);
                    _order.Add("costly");
                    if (_order.Count == 1) Loop.Modify(last, IoEvents.Readable);
                    if (_order.Count == 11) _done.SetResult();
                });
            }
            last = RegisterCostly(Pair(isReadable: true), registration =>
            {
                Loop.Unregister(registration);
                _order.Add("the last");
            });
        });

        await _done.Task.WaitAsync(RunningLoops.Deadline);
        Assert.Equal(["costly", "the last", .. Enumerable.Repeat("costly", 9)], _order);
    }

    [Fact]
    public async Task A_turn_that_was_asked_for_comes_once_with_no_event()
    {
        var seen = new List<IoEvents>();
        await _loops.Do(() =>
        {
            var registration = WatchCostly(Pair().Descriptor, new Handler(events =>
            {
                seen.Add(events);
                Loop.Execute(new ActionRunnable(() => Loop.Execute(new ActionRunnable(_done.SetResult))));
            }));
            Loop.RequestTurn(registration);
            Loop.RequestTurn(registration);
            Assert.Empty(seen);

            var other = Loop.Register(Pair().Descriptor, IoEvents.Readable, new Handler(_ => { }));
            Assert.Throws<InvalidOperationException>(() => Loop.RequestTurn(other));
            Assert.Throws<InvalidOperationException>(() => Loop.RequestTurn(default));
        });

        await _done.Task.WaitAsync(RunningLoops.Deadline);
        Assert.Equal([IoEvents.None], seen);
    }

    [Fact]
    public async Task A_costly_turn_that_throws_is_reported_and_comes_again()
    {
        await _loops.Do(() =>
        {
            var registration = default(IoRegistration);
            registration = WatchCostly(Pair(isReadable: true).Descriptor, new Handler(_ =>
            {
                _order.Add("turn");
                if (_order.Count == 1) Loop.Execute(new ActionRunnable(() => throw new InvalidOperationException("its work")));
                if (_order.Count == 2) throw new InvalidOperationException("itself");
                if (_order.Count < 3) return;
                Loop.Unregister(registration);
                _done.SetResult();
            }));
        });

        await _done.Task.WaitAsync(RunningLoops.Deadline);
        Assert.Equal(["its work", "itself"], _loops.Reported.Select(report => report.Exception.Message));
    }

    [Fact]
    public async Task Ending_does_not_wait_for_costly_turns_that_never_end()
    {
        await _loops.Do(() => WatchCostly(Pair(isReadable: true).Descriptor, new Handler(_ => _done.TrySetResult())));
        await _done.Task.WaitAsync(RunningLoops.Deadline);

        _loops.Dispose();
    }

    [Fact]
    public async Task A_costly_turn_allocates_nothing()
    {
        long before = 0, after = 0;
        var turns = 0;
        var work = new ActionRunnable(() => turns++);
        await _loops.Do(() =>
        {
            // Nobody reads the byte, so that there is a turn again and again, each told of twice.
            foreach (var pair in Enumerable.Range(0, 100).Select(_ => Pair(isReadable: true)))
            {
                WatchCostly(pair.Descriptor, new Handler(_ =>
                {
                    if (turns == 1_000) before = GC.GetAllocatedBytesForCurrentThread();
                    if (turns == 11_000) after = GC.GetAllocatedBytesForCurrentThread();
                    if (turns == 11_001) _done.TrySetResult();
                    Loop.Execute(work);
                }));
            }
        });

        await _done.Task.WaitAsync(RunningLoops.Deadline);
        Assert.Equal(0, after - before);
    }

    private WeakReference? _leaver;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RegisterLeaver(int descriptor, Action<IoRegistration> registered)
    {
        var handler = new Handler(_ => _order.Add("a turn after the end"));
        _leaver = new WeakReference(handler);
        registered(WatchCostly(descriptor, handler));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsAlive(WeakReference reference)
    {
        GC.Collect();
        return reference.IsAlive;
    }

    // What is done about an event is done as actors do it, in a piece of work of its own.
    private IoRegistration RegisterCostly(UnixSocketPair pair, Action<IoRegistration> turn) =>
        Register(pair, IoEvents.Readable, turn, isCostly: true);

    private IoRegistration WatchCostly(int descriptor, IIoHandler handler) =>
        Loop.Register(descriptor, IoEvents.Readable, handler, isCostly: true);

    private IoRegistration Register(UnixSocketPair pair, IoEvents interest, Action<IoRegistration> turn, bool isCostly = false)
    {
        var registration = default(IoRegistration);
        var isUnderWay = false;
        var work = new ActionRunnable(() =>
        {
            isUnderWay = false;
            turn(registration);
        });
        registration = Loop.Register(pair.Descriptor, interest, new Handler(_ =>
        {
            if (!isUnderWay) Loop.Execute(work);
            isUnderWay = true;
        }), isCostly);
        return registration;
    }

    private UnixSocketPair Pair(bool isReadable = false)
    {
        var pair = new UnixSocketPair();
        _pairs.Add(pair);
        if (isReadable) pair.Far.Send([1]);
        return pair;
    }
}
