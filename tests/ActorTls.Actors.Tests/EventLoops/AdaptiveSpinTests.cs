using System.Diagnostics;
using ActorTls.EventLoops;

namespace ActorTls.Actors.Tests.EventLoops;

public class AdaptiveSpinTests
{
    private static readonly TimeSpan FiftyMicroseconds = TimeSpan.FromMicroseconds(50);
    private const ulong Peer = 7;
    private readonly AdaptiveSpin _spin = new(FiftyMicroseconds);

    [Fact]
    public void It_begins_quiet() => Assert.False(_spin.IsWorthwhile);

    [Fact]
    public void Long_sleeps_keep_it_quiet()
    {
        for (var i = 0; i < 1000; i++) Sleep(TimeSpan.FromMilliseconds(10));

        Assert.False(_spin.IsWorthwhile);
    }

    [Fact]
    public void Short_sleeps_are_worth_a_try_and_hits_keep_it_on()
    {
        SleepUntilTried(TimeSpan.FromMicroseconds(120));

        for (var i = 0; i < 20; i++) Hit();
        _spin.Miss();
        _spin.Miss();
        Assert.True(_spin.IsWorthwhile);
        _spin.Miss();
        Assert.False(_spin.IsWorthwhile);
    }

    [Fact]
    public void Polling_that_mostly_finds_nothing_ends_though_it_finds_something_at_times()
    {
        var tries = 0;
        for (var i = 0; i < 100_000; i++)
        {
            if (_spin.IsWorthwhile)
            {
                if (++tries % 4 == 0) Hit();
                else _spin.Miss();
            }
            Sleep(TimeSpan.FromMicroseconds(150));
        }

        Assert.InRange(tries, 5, 50);
    }

    [Fact]
    public void Tries_in_vain_become_rare()
    {
        var tries = 0;
        for (var i = 0; i < 100_000; i++)
        {
            if (_spin.IsWorthwhile)
            {
                tries++;
                _spin.Miss();
            }
            Sleep(TimeSpan.FromMicroseconds(150));
        }

        Assert.InRange(tries, 5, 20);
        Assert.Equal(tries, _spin.Misses);
    }

    [Fact]
    public void Hits_make_up_for_tries_in_vain()
    {
        for (var i = 0; i < 10_000; i++)
        {
            if (_spin.IsWorthwhile) _spin.Miss();
            Sleep(TimeSpan.FromMicroseconds(150));
        }
        SleepUntilTried(TimeSpan.FromMicroseconds(150));
        while (_spin.IsWorthwhile) Hit();   // Until it is compared with sleeping once more.
        SleepUntilTried(TimeSpan.FromMicroseconds(150));
        while (_spin.IsWorthwhile) _spin.Miss();

        Assert.InRange(SleepUntilTried(TimeSpan.FromMicroseconds(150)), 1, 600);
    }

    [Fact]
    public void A_few_peers_that_take_turns_keep_it_on()
    {
        for (var i = 0u; i < 512; i++) Sleep(TimeSpan.FromMicroseconds(120), i % 4);
        for (var i = 0u; i < 100; i++) Hit(i % 4);

        Assert.True(_spin.IsWorthwhile);
    }

    [Fact]
    public void Many_peers_are_served_from_sleep_though_polling_would_find_them()
    {
        SleepUntilTried(TimeSpan.FromMicroseconds(20));
        var polls = 0;
        for (var i = 0u; i < 10_000; i++)
        {
            if (_spin.IsWorthwhile)
            {
                polls++;
                Hit(100 + i % 32);
            }
            else Sleep(TimeSpan.FromMicroseconds(20), 100 + i % 32);
        }

        Assert.InRange(polls, 1, 20);
    }

    [Fact]
    public void Zero_is_never()
    {
        var never = new AdaptiveSpin(TimeSpan.Zero);

        never.Slept(1, 1, Peer);
        never.Slept(1, 1, Peer);

        Assert.False(never.IsWorthwhile);
    }

    [Fact]
    public void Polling_that_makes_nothing_faster_ends_and_is_tried_rarely()
    {
        var polls = 0;
        for (var i = 0; i < 20_000; i++)
        {
            if (_spin.IsWorthwhile)
            {
                polls++;
                Hit(TimeSpan.FromMicroseconds(19));
            }
            else
            {
                Sleep(TimeSpan.FromMicroseconds(20));
            }
        }

        Assert.InRange(polls, 64, 600);
    }

    [Fact]
    public void Polling_that_makes_events_come_faster_goes_on_but_for_some_sleeps_now_and_then()
    {
        var sleeps = 0;
        for (var i = 0; i < 20_000; i++)
        {
            if (_spin.IsWorthwhile)
            {
                Hit(TimeSpan.FromMicroseconds(12));
            }
            else
            {
                sleeps++;
                Sleep(TimeSpan.FromMicroseconds(20));
            }
        }

        Assert.InRange(sleeps, 512, 3_000);
    }

    [Fact]
    public void Polling_ends_when_it_makes_events_come_faster_no_more()
    {
        SleepUntilTried(TimeSpan.FromMicroseconds(20));
        for (var i = 0; i < 100; i++) Hit(TimeSpan.FromMicroseconds(10));
        for (var i = 0; i < 1_000 && _spin.IsWorthwhile; i++) Hit(TimeSpan.FromMicroseconds(19));

        Assert.False(_spin.IsWorthwhile);
    }

    /// <summary>How many sleeps it took.</summary>
    private int SleepUntilTried(TimeSpan duration)
    {
        var sleeps = 0;
        for (; !_spin.IsWorthwhile && sleeps < 100_000; sleeps++) Sleep(duration);
        Assert.True(_spin.IsWorthwhile);
        return sleeps;
    }

    private void Hit(ulong source = Peer) => Hit(TimeSpan.FromMicroseconds(5), source);

    private void Hit(TimeSpan cycle, ulong source = Peer) => _spin.Hit(TicksOf(cycle), source);

    // The time that the loop spends on what it finds is left out: it would be the same in either case.
    private void Sleep(TimeSpan duration, ulong source = Peer) => _spin.Slept(TicksOf(duration), TicksOf(duration), source);

    private static long TicksOf(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
