using System.Diagnostics;
using ActorTls.Load.Measuring;

namespace ActorTls.Load.Running;

/// <content>A closed loop: each user begins the next iteration when one has ended.</content>
internal sealed partial class Crew
{
    /// <summary>Users iterate until the window is over, or there is no start left.</summary>
    public async ValueTask<bool> RepeatAsync(MeasuredWindow window, StartBudget budget, Recorder recorder)
    {
        await Task.WhenAll(_members.ConvertAll(member => RepeatAsync(member, window, budget, recorder)));
        return true;
    }

    private async Task RepeatAsync(Member member, MeasuredWindow window, StartBudget budget, Recorder recorder)
    {
        while (!window.IsOver)
        {
            if (!member.IsReady) await PrepareAsync(member, recorder);
            if (!member.IsReady)
            {
                await Loop.DelayAsync(PauseAfterFailure);
                if (budget.IsLimited && !budget.TryTake()) return;
                continue;
            }

            if (window.IsOver || !budget.TryTake()) return;
            var started = Stopwatch.GetTimestamp();
            var iteration = member.User.IterateAsync();
            var endedAtOnce = iteration.IsCompleted;
            var result = await iteration;
            recorder.Record(started, Stopwatch.GetTimestamp(), result);
            member.IsReady = result.Succeeded;
            if (!result.Succeeded) await Loop.DelayAsync(PauseAfterFailure);
            else if (endedAtOnce) await Loop.YieldAsync();
        }
    }
}
