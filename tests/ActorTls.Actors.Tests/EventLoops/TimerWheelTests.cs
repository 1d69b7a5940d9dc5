using ActorTls.EventLoops;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace ActorTls.Actors.Tests.EventLoops;

public class TimerWheelTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly IoClock _clock;
    private readonly TimerWheel _wheel;
    private int _fired;

    public TimerWheelTests()
    {
        _clock = new IoClock(_time);
        _wheel = new TimerWheel(_clock);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(10_000)]
    [InlineData(25_600)]
    [InlineData(25_601)]
    [InlineData(86_400_000)]
    public void A_timer_fires_once_and_never_early_and_a_tick_late_at_most(long delay)
    {
        Pass(7);
        _wheel.Schedule(new Timer(() => _fired++), delay);

        Pass(delay - 1);
        Assert.Equal(0, _fired);
        Pass(1 + TimerWheel.Tick);
        Assert.Equal(1, _fired);
        Pass(30_000);
        Assert.Equal(1, _fired);
        Assert.Equal(-1, _wheel.SleepLimit(_clock.Now));
    }

    [Fact]
    public void A_delay_counts_from_the_moment_of_the_call_even_late_in_a_turn()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        _wheel.Schedule(new Timer(() => _fired++), 1000);

        Pass(999);
        Assert.Equal(0, _fired);
        Pass(1 + TimerWheel.Tick);
        Assert.Equal(1, _fired);
    }

    [Fact]
    public void A_cancelled_timer_does_not_fire()
    {
        var timer = new Timer(() => _fired++);
        _wheel.Cancel(timer);
        _wheel.Schedule(timer, 100);
        Assert.True(timer.IsScheduled);
        _wheel.Cancel(timer);
        _wheel.Cancel(timer);
        Assert.False(timer.IsScheduled);

        Pass(30_000);

        Assert.Equal(0, _fired);
    }

    [Fact]
    public void A_timer_that_is_scheduled_again_has_only_the_new_time()
    {
        var timer = new Timer(() => _fired++);
        _wheel.Schedule(timer, 100);
        Pass(90);
        _wheel.Schedule(timer, 100);

        Pass(99);
        Assert.Equal(0, _fired);
        Pass(1 + TimerWheel.Tick);
        Assert.Equal(1, _fired);
    }

    [Fact]
    public void A_timer_may_cancel_one_that_is_due_with_it()
    {
        var timers = new Timer[2];
        for (var i = 0; i < 2; i++)
        {
            timers[i] = new Timer(() =>
            {
                _fired++;
                foreach (var timer in timers) _wheel.Cancel(timer);
            });
            _wheel.Schedule(timers[i], 50);
        }

        Pass(100);

        Assert.Equal(1, _fired);
        Assert.Equal(-1, _wheel.SleepLimit(_clock.Now));
    }

    [Fact]
    public void A_timer_may_schedule_itself_and_the_wheel_still_ends_its_turn()
    {
        Timer? timer = null;
        timer = new Timer(() =>
        {
            _fired++;
            _wheel.Schedule(timer!, 0);
        });
        _wheel.Schedule(timer, 0);

        for (var tick = 1; tick <= 10; tick++)
        {
            Pass(TimerWheel.Tick);
            Assert.Equal(tick, _fired);
        }
    }

    [Fact]
    public void A_pause_of_many_revolutions_fires_everything_once()
    {
        for (var i = 0; i < 5000; i++) _wheel.Schedule(new Timer(() => _fired++), i * 37);

        Pass(10_000_000);

        Assert.Equal(5000, _fired);
    }

    [Fact]
    public void The_loop_may_sleep_until_the_next_timer()
    {
        Assert.Equal(-1, _wheel.SleepLimit(_clock.Now));

        _wheel.Schedule(new Timer(() => _fired++), 10_010);
        Assert.Equal(10_025, _wheel.SleepLimit(_clock.Now));
        Pass(10_000);
        Assert.Equal(25, _wheel.SleepLimit(_clock.Now));

        _wheel.Schedule(new Timer(() => _fired++), 0);
        Assert.Equal(25, _wheel.SleepLimit(_clock.Now));
        _time.Advance(TimeSpan.FromMilliseconds(25));
        _clock.Refresh();
        _wheel.Advance(_clock.Now);
        Assert.Equal(0, _wheel.SleepLimit(_clock.Now));
    }

    [Fact]
    public void Scheduling_and_cancelling_allocate_nothing()
    {
        var timer = new Timer(() => _fired++);
        Cycle();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++) Cycle();

        // The clock of this test is not the wheel's, so its own cost is measured and taken off.
        var wheel = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 2000; i++) _clock.Read();
        Assert.Equal(0, wheel - (GC.GetAllocatedBytesForCurrentThread() - before));

        void Cycle()
        {
            _wheel.Schedule(timer, 60_000);
            _wheel.Schedule(timer, 10);
            _wheel.Cancel(timer);
        }
    }

    private enum Step { Schedule, Cancel, Pass }

    [Fact]
    public void A_wheel_does_what_a_sorted_list_would()
    {
        const int Timers = 8;
        var step = Gen.Select(
            Gen.Enum<Step>(), Gen.Int[0, Timers - 1],
            Gen.OneOf(Gen.Long[0, 200], Gen.Long[0, 3000], Gen.Long[25_000, 80_000], Gen.Const(25_600L)));

        step.Array[1, 60].Sample(steps =>
        {
            var time = new FakeTimeProvider();
            var clock = new IoClock(time);
            var wheel = new TimerWheel(clock);
            var fired = new List<int>();
            var timers = Enumerable.Range(0, Timers).Select(i => new Timer(() => fired.Add(i))).ToArray();
            var due = new long?[Timers];
            foreach (var (kind, timer, amount) in steps)
            {
                fired.Clear();
                if (kind == Step.Schedule)
                {
                    wheel.Schedule(timers[timer], amount);
                    due[timer] = Math.Max((clock.Now + amount + 24) / 25, (clock.Now / 25) + 1);
                }
                else if (kind == Step.Cancel)
                {
                    wheel.Cancel(timers[timer]);
                    due[timer] = null;
                }
                else
                {
                    Pass(time, clock, wheel, amount);
                    var expected = Enumerable.Range(0, Timers).Where(i => due[i] <= clock.Now / 25).ToList();
                    expected.ForEach(i => due[i] = null);
                    if (!expected.SequenceEqual(fired.Order())) return false;
                }
                var limit = wheel.SleepLimit(clock.Now);
                if (due.All(tick => tick is null) ? limit != -1 : limit > (due.Min() * 25) - clock.Now || limit < 0) return false;
            }
            return due.Select(tick => tick is not null).SequenceEqual(timers.Select(timer => timer.IsScheduled));
        });
    }

    private void Pass(long milliseconds) => Pass(_time, _clock, _wheel, milliseconds);

    private static void Pass(FakeTimeProvider time, IoClock clock, TimerWheel wheel, long milliseconds)
    {
        if (milliseconds > 0) time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        clock.Refresh();
        wheel.Advance(clock.Now);
        while (wheel.TryTakeDue(out var node)) node.OnTimer();
    }
}
