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
        Sleep(TimeSpan.FromMicroseconds(120));
        Sleep(TimeSpan.FromMicroseconds(120));
        Assert.True(_spin.IsWorthwhile);

        for (var i = 0; i < 20; i++) _spin.Hit(Peer);
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
        for (var i = 0; i < 10_000; i++)
        {
            if (_spin.IsWorthwhile)
            {
                if (++tries % 4 == 0) _spin.Hit(Peer);
                else _spin.Miss();
            }
            Sleep(TimeSpan.FromMicroseconds(150));
        }

        Assert.InRange(tries, 10, 200);
    }

    [Fact]
    public void Tries_in_vain_become_rare()
    {
        var tries = 0;
        for (var i = 0; i < 10_000; i++)
        {
            if (_spin.IsWorthwhile)
            {
                tries++;
                _spin.Miss();
            }
            Sleep(TimeSpan.FromMicroseconds(150));
        }

        Assert.InRange(tries, 10, 60);
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
        while (!_spin.IsWorthwhile) Sleep(TimeSpan.FromMicroseconds(150));
        for (var i = 0; i < 4; i++) _spin.Hit(Peer);
        while (_spin.IsWorthwhile) _spin.Miss();

        Sleep(TimeSpan.FromMicroseconds(150));

        Assert.True(_spin.IsWorthwhile);
    }

    [Fact]
    public void A_few_peers_that_take_turns_keep_it_on()
    {
        for (var i = 0u; i < 8; i++) Sleep(TimeSpan.FromMicroseconds(120), i % 4);
        for (var i = 0u; i < 100; i++) _spin.Hit(i % 4);

        Assert.True(_spin.IsWorthwhile);
    }

    [Fact]
    public void Many_peers_are_served_from_sleep_though_polling_would_find_them()
    {
        for (var i = 0; i < 2; i++) Sleep(TimeSpan.FromMicroseconds(20));
        Assert.True(_spin.IsWorthwhile);
        var polls = 0;
        for (var i = 0u; i < 10_000; i++)
        {
            if (_spin.IsWorthwhile)
            {
                polls++;
                _spin.Hit(100 + i % 32);
            }
            else Sleep(TimeSpan.FromMicroseconds(20), 100 + i % 32);
        }

        Assert.InRange(polls, 1, 20);
    }

    [Fact]
    public void Zero_is_never()
    {
        var never = new AdaptiveSpin(TimeSpan.Zero);

        never.Slept(1, Peer);
        never.Slept(1, Peer);

        Assert.False(never.IsWorthwhile);
    }

    private void Sleep(TimeSpan duration, ulong source = Peer) =>
        _spin.Slept((long)(duration.TotalSeconds * Stopwatch.Frequency), source);
}
