using ActorTls.Forwarding;
using Microsoft.Extensions.Time.Testing;

namespace ActorTls.Actors.Tests.Forwarding;

/// <summary>When an upstream is marked down, and how it comes back.</summary>
public sealed class PassiveHealthTests
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly PassiveHealth _health;

    public PassiveHealthTests() => _health = new PassiveHealth(new PassiveHealthSettings(3, RetryAfter), _time);

    [Fact]
    public void The_third_failure_in_a_row_marks_it_down_once()
    {
        Assert.Equal([false, false, true, false], Enumerable.Range(0, 4).Select(_ => Fail()));
        Assert.True(_health.IsDown);
        Assert.False(_health.IsAvailable);
        Assert.Equal(3, _health.Failures);
    }

    [Fact]
    public void A_success_in_between_begins_the_count_anew()
    {
        Fail();
        Fail();
        Assert.False(_health.Succeed());
        Assert.Equal([false, false, true], Enumerable.Range(0, 3).Select(_ => Fail()));
    }

    [Fact]
    public void A_failure_that_would_repeat_marks_it_down_at_once()
    {
        Assert.True(_health.Fail(_health.Begin(), atOnce: true));
        Assert.True(_health.IsDown);
    }

    [Fact]
    public void After_a_while_one_connection_tries_it_and_the_others_do_not()
    {
        MarkDown();
        _time.Advance(RetryAfter - TimeSpan.FromMilliseconds(1));
        Assert.False(_health.IsAvailable);
        Assert.False(_health.Begin());

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_health.IsAvailable);
        Assert.True(_health.Begin());
        Assert.False(_health.IsAvailable);
        Assert.False(_health.Begin());
    }

    [Fact]
    public void A_try_that_succeeds_brings_it_back()
    {
        MarkDown();
        _time.Advance(RetryAfter);
        _health.Begin();
        Assert.True(_health.Succeed());
        Assert.Equal((false, true), (_health.IsDown, _health.IsAvailable));
        Assert.False(_health.Succeed());
    }

    [Fact]
    public void A_try_that_fails_keeps_it_down_for_as_long_again_and_says_nothing()
    {
        MarkDown();
        _time.Advance(RetryAfter);
        Assert.False(_health.Fail(_health.Begin(), atOnce: true));
        Assert.False(_health.IsAvailable);
        _time.Advance(RetryAfter);
        Assert.True(_health.IsAvailable);
    }

    [Fact]
    public void A_try_without_an_outcome_lets_the_next_connection_try()
    {
        MarkDown();
        _time.Advance(RetryAfter);
        _health.Abandon(_health.Begin());
        Assert.True(_health.IsAvailable);
        Assert.True(_health.Begin());
    }

    [Fact]
    public void Whoever_is_not_the_one_to_find_out_does_not_end_the_try()
    {
        MarkDown();
        _time.Advance(RetryAfter);
        Assert.True(_health.Begin());
        _health.Abandon(_health.Begin());
        Assert.False(_health.IsAvailable);
    }

    private bool Fail() => _health.Fail(_health.Begin(), atOnce: false);

    private void MarkDown()
    {
        for (var i = 0; i < 3; i++) Fail();
    }
}
