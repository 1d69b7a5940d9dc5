using System.Runtime.InteropServices;
using Akka.Dispatch;
using ActorTls.EventLoops;

namespace ActorTls.Actors.Tests.EventLoops;

public class EventLoopGroupTests
{
    [Theory]
    [InlineData(true, Architecture.X86)]
    [InlineData(true, Architecture.S390x)]
    [InlineData(false, Architecture.X64)]
    [InlineData(false, Architecture.Arm64)]
    public void Another_platform_is_refused_with_a_sentence(bool isLinux, Architecture architecture)
    {
        var exception = Assert.Throws<PlatformNotSupportedException>(
            () => EventLoopGroup.RequirePlatform(isLinux, architecture));

        Assert.StartsWith("The event loops of ActorTls run on Linux on x64 and arm64 only; this is ", exception.Message);
    }

    [Theory]
    [InlineData(Architecture.X64)]
    [InlineData(Architecture.Arm64)]
    public void Linux_is_good(Architecture architecture) => EventLoopGroup.RequirePlatform(true, architecture);

    [Fact]
    public void Each_loop_has_its_number()
    {
        using var loops = new RunningLoops(loops: 3);

        Assert.Equal([0, 1, 2], loops.Group.All.Select(loop => loop.Index));
    }

    [Fact]
    public void Ending_runs_what_was_queued()
    {
        var loops = new RunningLoops();
        var ran = 0;
        using var gate = new ManualResetEventSlim();
        loops.Loop.Execute(new ActionRunnable(gate.Wait));
        for (var i = 0; i < 1000; i++) loops.Loop.Execute(new ActionRunnable(() => ran++));

        gate.Set();
        loops.Dispose();

        Assert.Equal(1000, ran);
    }

    [Fact]
    public void Ending_does_not_wait_for_work_that_makes_more_work()
    {
        var loops = new RunningLoops();
        IRunnable? again = null;
        again = new ActionRunnable(() => loops.Loop.Execute(again!));
        loops.Loop.Execute(again);

        loops.Dispose();
    }

    [Fact]
    public void Work_after_the_end_is_dropped()
    {
        var loops = new RunningLoops();
        loops.Dispose();
        loops.Dispose();
        var ran = false;

        loops.Loop.Execute(new ActionRunnable(() => ran = true));

        Assert.False(ran);
        Assert.Empty(loops.Reported);
    }

    [Fact]
    public async Task A_loop_does_not_wait_for_its_own_end()
    {
        using var loops = new RunningLoops();

        await Assert.ThrowsAsync<InvalidOperationException>(() => loops.Do(loops.Group.Dispose));
    }

    [Fact]
    public void Producers_and_the_end_do_not_get_into_each_others_way()
    {
        for (var round = 0; round < 50; round++)
        {
            var loops = new RunningLoops();
            var stop = false;
            var failures = 0;
            var producers = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
            {
                var work = new ActionRunnable(() => { });
                try
                {
                    while (!Volatile.Read(ref stop)) loops.Loop.Execute(work);
                }
                catch (Exception)
                {
                    Interlocked.Increment(ref failures);
                }
            })).ToList();
            producers.ForEach(producer => producer.Start());

            loops.Dispose();

            Volatile.Write(ref stop, true);
            producers.ForEach(producer => producer.Join());
            Assert.Equal(0, failures);
            Assert.Empty(loops.Reported);
        }
    }

    [Fact]
    public void Loops_give_their_descriptors_back()
    {
        static int EpollSets() => Directory.GetFiles("/proc/self/fd")
            .Count(file => new FileInfo(file).LinkTarget == "anon_inode:[eventpoll]");
        var before = EpollSets();

        for (var i = 0; i < 50; i++) new RunningLoops(loops: 4).Dispose();

        // 200 came and went here; tests that run meanwhile have a few.
        Assert.InRange(EpollSets(), 0, before + 50);
    }
}
