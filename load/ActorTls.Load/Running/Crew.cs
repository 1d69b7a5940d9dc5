using System.Diagnostics;
using ActorTls.Load.Measuring;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.Running;

/// <summary>
/// The users of one workload on one loop. Every member but <see cref="CreateAsync"/> is called, and goes on, on the loop's
/// thread.
/// </summary>
internal sealed partial class Crew
{
    // A server that refuses everything is asked again this often by each user, not a million times a second.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);

    // How many users connect at the same time while connecting is not measured.
    private const int PreparedAtOnce = 64;

    private readonly List<Member> _members;

    private Crew(Workload workload, LoadLoop loop, List<Member> members) => (Workload, Loop, _members) = (workload, loop, members);

    public Workload Workload { get; }

    public LoadLoop Loop { get; }

    /// <summary>Every n-th user of the workload, beginning with the loop's own number.</summary>
    public static Task<Crew> CreateAsync(Workload workload, LoadLoop loop, int loops) => loop.InvokeAsync(() =>
    {
        var members = new List<Member>();
        for (var number = loop.Index; number < workload.Users; number += loops)
            members.Add(new Member(number, workload.CreateUser(loop)));
        return ValueTask.FromResult(new Crew(workload, loop, members));
    });

    /// <summary>Makes every user ready.</summary>
    public async ValueTask<bool> PrepareAsync(Recorder recorder)
    {
        await ForEachAsync(_members, PreparedAtOnce, member => PrepareAsync(member, recorder));
        return true;
    }

    /// <summary>Each user iterates once.</summary>
    public async ValueTask<bool> OnceAsync(Stage stage, Recorder recorder)
    {
        var members = _members.FindAll(member => member.Number < stage.UsersBelow && (stage.UsersBelow == int.MaxValue || !member.HasIterated));
        await ForEachAsync(members, stage.AtOnce, async member =>
        {
            var started = Stopwatch.GetTimestamp();
            var result = await member.User.IterateAsync();
            member.HasIterated = true;
            recorder.Record(started, Stopwatch.GetTimestamp(), result);
        });
        return true;
    }

    /// <summary>Each user leaves.</summary>
    public async ValueTask<bool> LeaveAsync(int atOnce, Recorder recorder)
    {
        await ForEachAsync(_members, atOnce, async member =>
        {
            member.IsReady = false;
            if (await member.User.LeaveAsync() is { } failure) recorder.RecordFailure(failure);
        });
        return true;
    }

    /// <summary>Gives back whatever users still have open.</summary>
    public ValueTask<bool> AbandonAsync()
    {
        foreach (var member in _members) member.User.Abandon();
        return ValueTask.FromResult(true);
    }

    private static async ValueTask PrepareAsync(Member member, Recorder recorder)
    {
        var failure = await member.User.PrepareAsync();
        member.IsReady = failure is null;
        if (failure is not null) recorder.RecordFailure(failure);
    }

    /// <summary>Does something for each, for so many at the same time.</summary>
    private static async ValueTask ForEachAsync(List<Member> members, int atOnce, Func<Member, ValueTask> action)
    {
        var next = 0;
        var pumps = new List<Task>();
        while (pumps.Count < atOnce && next < members.Count) pumps.Add(PumpAsync());
        await Task.WhenAll(pumps);

        async Task PumpAsync()
        {
            while (next < members.Count) await action(members[next++]);
        }
    }

    private sealed class Member(int number, VirtualUser user)
    {
        public int Number => number;

        public VirtualUser User => user;

        /// <summary>Whether it was prepared, and has not failed since.</summary>
        public bool IsReady { get; set; }

        public bool HasIterated { get; set; }
    }
}
