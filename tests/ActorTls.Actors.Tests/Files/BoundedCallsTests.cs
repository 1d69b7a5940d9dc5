using ActorTls.Files;

namespace ActorTls.Actors.Tests.Files;

public sealed class BoundedCallsTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    [Fact]
    public void What_a_call_returns_or_throws_is_passed_on()
    {
        var calls = new BoundedCalls(Generous);
        Assert.Equal(7, calls.Run(() => 7));
        Assert.Equal("no", Assert.Throws<InvalidOperationException>(() => calls.Run<int>(() => throw new InvalidOperationException("no"))).Message);
    }

    [Fact]
    public void A_call_that_hangs_is_told_of_and_what_it_returns_at_last_is_discarded()
    {
        var calls = new BoundedCalls(TimeSpan.FromMilliseconds(50));
        using var answer = new ManualResetEventSlim();
        using var discarded = new ManualResetEventSlim();
        byte[] secret = [1, 2, 3];
        var e = Assert.Throws<IOException>(() => calls.Run(
            () =>
            {
                answer.Wait();
                return secret;
            },
            late =>
            {
                Array.Clear(late);
                discarded.Set();
            }));
        Assert.Contains("did not answer within", e.Message, StringComparison.Ordinal);

        answer.Set();
        Assert.True(discarded.Wait(Generous));
        Assert.Equal([0, 0, 0], secret);
    }

    [Fact]
    public void After_a_call_that_hangs_the_next_is_waited_for_less_long_until_one_answers()
    {
        var calls = new BoundedCalls(Generous);
        using var answer = new ManualResetEventSlim();
        var hanging = new BoundedCalls(TimeSpan.Zero);
        for (var i = 0; i < 3; i++) Assert.Throws<IOException>(() => hanging.Run(() => answer.Wait(Generous)));
        Assert.Equal(1, calls.Run(() => 1));
        answer.Set();
    }

    [Fact]
    public void While_too_many_calls_hang_no_further_call_takes_a_thread_and_later_calls_are_made_again()
    {
        var calls = new BoundedCalls(TimeSpan.Zero);
        using var answer = new ManualResetEventSlim();
        var made = 0;
        for (var i = 0; i < 40; i++) Assert.Throws<IOException>(() => calls.Run(Hang));
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref made) == 16, Generous), $"{made} calls were made");

        answer.Set();
        Assert.True(SpinWait.SpinUntil(Answers, Generous));

        bool Hang()
        {
            Interlocked.Increment(ref made);
            return answer.Wait(Generous);
        }

        bool Answers()
        {
            try
            {
                return calls.Run(() => 1) == 1;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}
