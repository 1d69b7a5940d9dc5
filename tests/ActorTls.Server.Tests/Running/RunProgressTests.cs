using System.Runtime.InteropServices;
using ActorTls.Server.Running;

namespace ActorTls.Server.Tests.Running;

/// <summary>A run that hangs is left behind; one that goes on is not.</summary>
public sealed class RunProgressTests
{
    private readonly HurryingTime _time = new();
    private readonly TaskCompletionSource<PosixSignal> _asked = new();
    private readonly TaskCompletionSource _cut = new();
    private readonly RunProgress _progress;
    private readonly Task<(int Code, string What)> _overdue;

    public RunProgressTests()
    {
        _progress = new RunProgress(_time);
        _overdue = _progress.OverdueAsync(_asked.Task, _cut.Task);
    }

    [Fact]
    public async Task A_start_that_hangs_ends_with_0_after_a_signal()
    {
        Assert.Empty(_time.Waited);
        _asked.SetResult(PosixSignal.SIGTERM);
        var (code, what) = await _overdue.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal((0, "SIGTERM received, and the start does not end"), (code, what));
        Assert.Equal([TimeSpan.FromSeconds(2)], _time.Waited);
    }

    [Fact]
    public async Task Connections_that_do_not_end_after_a_second_signal_end_with_75()
    {
        _progress.Serves();
        _asked.SetResult(PosixSignal.SIGTERM);
        Assert.Empty(_time.Waited);   // A drain may take as long as it is allowed to.
        _cut.SetResult();
        Assert.Equal(75, (await _overdue.WaitAsync(TimeSpan.FromSeconds(60))).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(78)]
    public async Task An_actor_system_that_does_not_end_changes_no_exit_code(int code)
    {
        _progress.Ends(code);
        Assert.Equal(code, (await _overdue.WaitAsync(TimeSpan.FromSeconds(60))).Code);
        Assert.Equal([TimeSpan.FromSeconds(10)], _time.Waited);
    }

    [Fact]
    public void A_server_that_serves_is_never_overdue()
    {
        _progress.Serves();
        Assert.Empty(_time.Waited);
        Assert.False(_overdue.IsCompleted);
    }

    /// <summary>All that is waited for is over at once, and noted.</summary>
    private sealed class HurryingTime : TimeProvider
    {
        public List<TimeSpan> Waited { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (Waited) Waited.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
