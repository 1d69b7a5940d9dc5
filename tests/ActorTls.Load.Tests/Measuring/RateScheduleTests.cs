using ActorTls.Load.Measuring;
using Microsoft.Extensions.Time.Testing;

namespace ActorTls.Load.Tests.Measuring;

/// <summary>Time here is a fake clock's: nothing depends on the machine.</summary>
public sealed class RateScheduleTests
{
    private readonly FakeTimeProvider _time = new();

    private long Now => _time.GetTimestamp();

    private long Ticks(TimeSpan time) => time.Ticks * (_time.TimestampFrequency / TimeSpan.TicksPerSecond);

    [Fact]
    public void Operations_are_due_at_even_intervals()
    {
        var schedule = new RateSchedule(Now, Ticks(TimeSpan.FromMilliseconds(10)), users: 1000);
        var started = 0;
        for (var millisecond = 0; millisecond < 1000; millisecond++)
        {
            while (schedule.TryStart(Now, out _, out var intended))
            {
                Assert.Equal(started * Ticks(TimeSpan.FromMilliseconds(10)), intended - (Now - Ticks(TimeSpan.FromMilliseconds(millisecond))));
                started++;
            }
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
        Assert.Equal(100, started);
    }

    [Fact]
    public void A_rate_that_does_not_divide_the_clock_drifts_not()
    {
        var schedule = new RateSchedule(Now, _time.TimestampFrequency / 3.0, users: 10);
        _time.Advance(TimeSpan.FromHours(1));
        var count = 0;
        while (schedule.TryStart(Now - 1, out var user, out _))
        {
            schedule.Release(user);
            count++;
        }
        Assert.Equal(3 * 3600, count);
    }

    [Fact]
    public void Nobody_starts_before_it_is_due_nor_without_a_free_user()
    {
        var schedule = new RateSchedule(Now + 1, Ticks(TimeSpan.FromSeconds(1)), users: 1);
        Assert.False(schedule.TryStart(Now, out _, out _));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(schedule.TryStart(Now, out var user, out _));
        Assert.False(schedule.HasFreeUser);
        Assert.False(schedule.TryStart(Now, out _, out _));
        schedule.Release(user);
        Assert.True(schedule.TryStart(Now, out _, out _));
    }

    // 100 operations a second on one connection; each takes 1 ms, but at the second second the server stalls for one.
    // Who measures from when he could send sees one slow operation of 200. Truly, half of all had to wait.
    [Fact]
    public void A_stall_counts_for_every_operation_that_should_have_started_in_it()
    {
        var interval = TimeSpan.FromMilliseconds(10);
        var schedule = new RateSchedule(Now, Ticks(interval), users: 1);
        var (corrected, uncorrected) = (new LatencyHistogram(), new LatencyHistogram());
        for (var operation = 0; operation < 200;)
        {
            if (!schedule.TryStart(Now, out var user, out var intended))
            {
                _time.Advance(TimeSpan.FromMilliseconds(1));
                continue;
            }
            var sent = Now;
            _time.Advance(operation == 100 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(1));
            corrected.Record(_time.GetElapsedTime(intended));
            uncorrected.Record(_time.GetElapsedTime(sent));
            schedule.Release(user);
            operation++;
        }

        Assert.InRange(uncorrected.Percentile(99), 900, 1100);
        Assert.InRange(uncorrected.Percentile(100), 990_000, 1_010_000);
        // The last ones are behind by the second, less what was caught up: 9 ms with each.
        Assert.InRange(corrected.Percentile(99), 950_000, 1_010_000);
        Assert.InRange(corrected.Percentile(75), 400_000, 700_000);
        Assert.InRange(corrected.Percentile(49), 900, 1100);
    }

    [Fact]
    public void What_nobody_was_free_for_before_the_end_is_counted()
    {
        var start = Now;
        var schedule = new RateSchedule(start, Ticks(TimeSpan.FromMilliseconds(100)), users: 1);
        Assert.True(schedule.TryStart(Now, out _, out _));
        var end = start + Ticks(TimeSpan.FromSeconds(1));
        // Due at 100, 200 ... 900 ms; that of 1,000 ms is no longer before the end.
        Assert.Equal(9, schedule.CountOverdue(end));
        Assert.Equal(0, schedule.CountOverdue(start));
    }
}
