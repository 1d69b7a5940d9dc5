using System.Runtime.InteropServices;
using Akka.Dispatch;
using ActorTls.EventLoops;
using Microsoft.Extensions.Time.Testing;

namespace ActorTls.Actors.Tests.EventLoops;

public class EventLoopTests
{
    [Fact]
    public async Task Work_runs_on_the_thread_of_its_loop()
    {
        using var loops = new RunningLoops();

        var (current, name, isCurrent) = await loops.Do(
            () => (EventLoop.Current, Thread.CurrentThread.Name, loops.Loop.IsCurrent));

        Assert.Same(loops.Loop, current);
        Assert.Equal("actor-tls-io-0", name);
        Assert.True(isCurrent);
        Assert.Null(EventLoop.Current);
        Assert.False(loops.Loop.IsCurrent);
    }

    [Fact]
    public async Task Work_from_the_loop_itself_runs_later_and_in_order()
    {
        using var loops = new RunningLoops();
        var order = new List<int>();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await loops.Do(() =>
        {
            for (var i = 1; i <= 1000; i++)
            {
                var number = i;
                loops.Loop.Execute(new ActionRunnable(() => order.Add(number)));
            }
            loops.Loop.Execute(new ActionRunnable(done.SetResult));
            order.Add(0);
        });
        await done.Task.WaitAsync(RunningLoops.Deadline);

        Assert.Equal(Enumerable.Range(0, 1001), order);
    }

    [Fact]
    public async Task Work_that_never_ends_starves_neither_other_threads_nor_sockets_nor_timers()
    {
        using var loops = new RunningLoops();
        using var pair = new SocketPair();
        var stop = false;
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var timer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IRunnable? again = null;
        again = new ActionRunnable(() =>
        {
            if (!stop) loops.Loop.Execute(again!);
        });
        loops.Loop.Execute(again);

        var registration = await loops.Do(() =>
        {
            loops.Loop.Timers.Schedule(new Timer(timer.SetResult), 1);
            return loops.Loop.Register(pair.Descriptor, IoEvents.Readable, new Handler(_ => read.TrySetResult()));
        });
        pair.Far.Send([1]);
        await read.Task.WaitAsync(RunningLoops.Deadline);
        await timer.Task.WaitAsync(RunningLoops.Deadline);

        await loops.Do(() =>
        {
            stop = true;
            loops.Loop.Unregister(registration);
        });
    }

    [Fact]
    public async Task A_loop_outlives_whatever_it_runs()
    {
        using var loops = new RunningLoops();
        using var pair = new SocketPair();
        var thrown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Far.Send([1]);

        loops.Loop.Execute(new ActionRunnable(() => throw new InvalidOperationException("one")));
        await loops.Do(() =>
        {
            loops.Loop.Timers.Schedule(new Timer(() => throw new InvalidOperationException("two")), 0);
            var registration = default(IoRegistration);
            registration = loops.Loop.Register(pair.Descriptor, IoEvents.Readable, new Handler(_ =>
            {
                loops.Loop.Unregister(registration);
                loops.Loop.Timers.Schedule(new Timer(thrown.SetResult), 100);
                throw new InvalidOperationException("three");
            }));
        });
        await thrown.Task.WaitAsync(RunningLoops.Deadline);

        Assert.Equal(
            ["a runnable on actor-tls-io-0: one", "a timer on actor-tls-io-0: two", "an I/O handler on actor-tls-io-0: three"],
            loops.Reported.Select(report => $"{report.Origin}: {report.Exception.Message}").Order());
    }

    [Fact]
    public async Task A_loop_outlives_a_reporter_that_throws()
    {
        using var group = EventLoopGroup.Start(1, default, TimeProvider.System, (exception, _) => throw exception);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        group.All[0].Execute(new ActionRunnable(() => throw new InvalidOperationException()));
        group.All[0].Execute(new ActionRunnable(done.SetResult));

        await done.Task.WaitAsync(RunningLoops.Deadline);
    }

    // One producer alone finds a wake-up that is lost; of several, the next would make up for it, but they contend.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(4, 50)]
    public void No_wake_up_is_lost(int producers, int spinMicroseconds)
    {
        using var loops = new RunningLoops(spin: TimeSpan.FromMicroseconds(spinMicroseconds));
        var finished = 0;

        // Each waits for its work before it hands over more, so that the loop is about to sleep all the time, and each
        // round hits another moment of that.
        var threads = Enumerable.Range(0, producers).Select(_ => new Thread(() =>
        {
            var done = 0;
            var work = new ActionRunnable(() => Volatile.Write(ref done, 1));
            for (var round = 0; round < 40_000 / producers; round++)
            {
                Volatile.Write(ref done, 0);
                Thread.SpinWait(round % 64);
                loops.Loop.Execute(work);
                var start = Environment.TickCount64;
                while (Volatile.Read(ref done) == 0)
                {
                    if (Environment.TickCount64 - start > RunningLoops.Deadline.TotalMilliseconds) return;
                }
            }
            Interlocked.Increment(ref finished);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(producers, finished);
    }

    [Fact]
    public async Task A_signal_does_not_disturb_a_sleeping_loop()
    {
        using var handled = PosixSignalRegistration.Create(PosixSignal.SIGCONT, context => context.Cancel = true);
        using var loops = new RunningLoops();
        var thread = await loops.Do(NativeThread.gettid);

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(0, NativeThread.tgkill(Environment.ProcessId, thread, NativeThread.SIGCONT));
            await Task.Yield();
        }

        Assert.Equal(1, await loops.Do(() => 1));
        Assert.Empty(loops.Reported);
    }

    [Fact]
    public async Task Members_of_the_loop_refuse_other_threads()
    {
        using var loops = new RunningLoops();
        var handler = new Handler(_ => { });

        Assert.Throws<InvalidOperationException>(() => loops.Loop.Timers);
        Assert.Throws<InvalidOperationException>(() => loops.Loop.Scratch.Length);
        Assert.Throws<InvalidOperationException>(() => loops.Loop.Register(0, IoEvents.Readable, handler));
        Assert.Throws<InvalidOperationException>(() => loops.Loop.Modify(default, IoEvents.Readable));
        Assert.Throws<InvalidOperationException>(() => loops.Loop.Unregister(default));
        Assert.Throws<InvalidOperationException>(() => loops.Loop.Close(default));
        Assert.Throws<InvalidOperationException>(() => loops.Loop.RequestTurn(default));
        Assert.Equal(64 * 1024, await loops.Do(() => loops.Loop.Scratch.Length));
    }

    [Fact]
    public async Task A_turn_has_one_time()
    {
        var time = new FakeTimeProvider();
        using var loops = new RunningLoops(time: time);

        var (before, after) = await loops.Do(() =>
        {
            var start = loops.Loop.Now;
            time.Advance(TimeSpan.FromMilliseconds(5));
            return (start, loops.Loop.Now);
        });

        Assert.Equal(before, after);
        Assert.Equal(before + 5, await loops.Do(() => loops.Loop.Now));
    }
}
