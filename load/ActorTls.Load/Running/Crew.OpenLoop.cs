using System.Diagnostics;
using ActorTls.Load.Measuring;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.Running;

/// <content>
/// An open loop: iterations start at a constant rate, whether or not the earlier ones have ended. When no user is free
/// one starts late, and its latency still counts from when it should have started.
/// </content>
internal sealed partial class Crew
{
    /// <summary>Users iterate at the rate until the window is over, or there is no start left.</summary>
    /// <param name="rate">Iterations a second of this crew.</param>
    /// <param name="window">What counts.</param>
    /// <param name="budget">Starts that are left.</param>
    /// <param name="recorder">Where it is recorded.</param>
    public async ValueTask<bool> RepeatAtRateAsync(double rate, MeasuredWindow window, StartBudget budget, Recorder recorder)
    {
        if (_members.Count == 0) return true;
        using var pace = new Pace(this, rate, window, budget, recorder);
        await pace.RunAsync();
        return true;
    }

    private sealed class Pace : IDisposable
    {
        private readonly Crew _crew;
        private readonly MeasuredWindow _window;
        private readonly StartBudget _budget;
        private readonly Recorder _recorder;
        private readonly RateSchedule _schedule;
        private readonly Scenarios.Client.PreciseTimer _timer;
        private readonly TaskCompletionSource _ended = new();
        private bool _startsNoMore;
        private int _running;

        public Pace(Crew crew, double rate, MeasuredWindow window, StartBudget budget, Recorder recorder)
        {
            (_crew, _window, _budget, _recorder) = (crew, window, budget, recorder);
            _schedule = new RateSchedule(Stopwatch.GetTimestamp(), Stopwatch.Frequency / rate, crew._members.Count);
            _timer = crew.Loop.CreateTimer(StartDue);
        }

        public Task RunAsync()
        {
            StartDue();
            return _ended.Task;
        }

        public void Dispose() => _timer.Dispose();

        private void StartDue()
        {
            var now = Stopwatch.GetTimestamp();
            while (MayStart(now) && _schedule.TryStart(now, out var user, out var intended))
            {
                if (_budget.TryTake()) _ = IterateAsync(user, intended);
                else _startsNoMore = true;
                now = Stopwatch.GetTimestamp();
            }
            if (!MayStart(now))
            {
                if (_running == 0) End();
                return;
            }
            // While no user is free, the end of the next iteration leads here. The end of the window is noticed in time.
            var latest = now + (Stopwatch.Frequency / 20);
            _timer.Schedule(_schedule.HasFreeUser ? Math.Min(_schedule.Next, latest) : latest);
        }

        // What was due before the end is still started, for a while.
        private bool MayStart(long now) =>
            !_startsNoMore && _schedule.Next < _window.End && (!_window.IsOver || now - _window.End < Stopwatch.Frequency);

        private async Task IterateAsync(int user, long intended)
        {
            _running++;
            var member = _crew._members[user];
            if (!member.IsReady) await PrepareAsync(member, _recorder);
            if (member.IsReady)
            {
                var result = await member.User.IterateAsync();
                _recorder.RecordIntended(intended, Stopwatch.GetTimestamp(), result);
                member.IsReady = result.Succeeded;
            }
            if (!member.IsReady) await _crew.Loop.DelayAsync(PauseAfterFailure);
            _schedule.Release(user);
            _running--;
            StartDue();
        }

        private void End()
        {
            if (_ended.Task.IsCompleted) return;
            var overdue = _startsNoMore ? 0 : _schedule.CountOverdue(_window.End);
            if (overdue > 0)
                _recorder.RecordFailure(new LoadFailure(FailureKind.NotStarted, "no user was free before the end"), overdue);
            _ended.SetResult();
        }
    }
}
