using Akka.Dispatch;
using ActorTls.EventLoops;

namespace ActorTls.Actors.Tests.EventLoops;

public class IdleAndBusyTests
{
    [Fact]
    public async Task An_idle_loop_uses_less_than_half_a_percent_of_a_processor()
    {
        using var loops = new RunningLoops(spin: TimeSpan.FromMicroseconds(50));
        await PlayPingPong(loops, rounds: 2000);

        // Measured between two timers of the loop, with others far ahead as an idle server has them.
        var idle = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        await loops.Do(() =>
        {
            for (var i = 0; i < 1000; i++) loops.Loop.Timers.Schedule(new Timer(() => { }), 60_000 + (i * 60));
            loops.Loop.Timers.Schedule(new Timer(() =>
            {
                var start = NativeThread.CpuTime();
                loops.Loop.Timers.Schedule(new Timer(() => idle.SetResult(NativeThread.CpuTime() - start)), 3000);
            }), 100);
        });

        Assert.InRange(await idle.Task.WaitAsync(RunningLoops.Deadline), TimeSpan.Zero, TimeSpan.FromMilliseconds(15));
    }

    [Fact]
    public async Task A_peer_that_answers_at_once_is_waited_for_awake()
    {
        // So long that it counts as at once also where the peer has to wait for a processor.
        using var loops = new RunningLoops(spin: TimeSpan.FromMilliseconds(200));
        var start = TimeProvider.System.GetTimestamp();

        while (await loops.Do(() => loops.Loop.Spin.Hits) < 200)
        {
            await PlayPingPong(loops, rounds: 100);
            Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, RunningLoops.Deadline);
        }
    }

    [Fact]
    public async Task The_steady_path_allocates_nothing()
    {
        using var loops = new RunningLoops(spin: TimeSpan.FromMicroseconds(50));
        using var pair = new SocketPair();
        var rounds = 0;
        long before = 0, after = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration = default(IoRegistration);
        var timer = new Timer(() => { });
        var answer = new ActionRunnable(() =>
        {
            loops.Loop.Timers.Schedule(timer, 10_000);
            loops.Loop.Modify(registration, IoEvents.Readable);
            pair.Near.Send(loops.Loop.Scratch[..1]);
        });
        await loops.Do(() => registration = loops.Loop.Register(pair.Descriptor, IoEvents.Readable, new Handler(_ =>
        {
            pair.Near.Receive(loops.Loop.Scratch);
            if (++rounds == 100) before = GC.GetAllocatedBytesForCurrentThread();
            if (rounds == 1100) after = GC.GetAllocatedBytesForCurrentThread();
            loops.Loop.Modify(registration, IoEvents.None);
            loops.Loop.Execute(answer);
            if (rounds == 1200) done.SetResult();
        })));

        await Task.Run(() =>
        {
            for (var i = 0; i < 1200; i++)
            {
                pair.Far.Send([1]);
                pair.Far.Receive(new byte[1]);
            }
        }).WaitAsync(RunningLoops.Deadline);
        await done.Task.WaitAsync(RunningLoops.Deadline);
        await loops.Do(() => loops.Loop.Unregister(registration));

        Assert.Equal(0, after - before);
    }

    private static async Task PlayPingPong(RunningLoops loops, int rounds)
    {
        using var pair = new SocketPair();
        pair.Far.Blocking = false;
        var registration = await loops.Do(() => loops.Loop.Register(pair.Descriptor, IoEvents.Readable, new Handler(_ =>
        {
            var received = pair.Near.Receive(loops.Loop.Scratch);
            pair.Near.Send(loops.Loop.Scratch[..received]);
        })));
        await Task.Run(() =>
        {
            var buffer = new byte[1];
            for (var i = 0; i < rounds; i++)
            {
                pair.Far.Send(buffer);
                while (pair.Far.Available == 0) Thread.Yield();
                pair.Far.Receive(buffer);
            }
        }).WaitAsync(RunningLoops.Deadline);
        await loops.Do(() => loops.Loop.Unregister(registration));
        Assert.Empty(loops.Reported);
    }
}
