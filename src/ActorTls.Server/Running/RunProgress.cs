using System.Runtime.InteropServices;

namespace ActorTls.Server.Running;

/// <summary>
/// How far a run has come, and when it has taken too long to answer a signal: a bind that hangs, an actor system that
/// neither runs nor ends. It waits for nothing but signals and clocks, so it comes to its result whatever hangs.
/// </summary>
internal sealed class RunProgress(TimeProvider time)
{
    // Nothing is served yet that would be lost.
    private static readonly TimeSpan LongestEndOfStart = TimeSpan.FromSeconds(2);

    // Closing connections at once takes milliseconds, and so does the end of the actor system.
    private static readonly TimeSpan LongestCut = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _serves = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _ends = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The listeners accept connections.</summary>
    public void Serves() => _serves.TrySetResult();

    /// <summary>The exit code is known, and what is left is to end.</summary>
    public void Ends(int code) => _ends.TrySetResult(code);

    /// <summary>Completes when the run is to be left behind, with the exit code and what it is that hangs.</summary>
    /// <param name="asked">The first signal.</param>
    /// <param name="cut">The second.</param>
    public async Task<(int Code, string What)> OverdueAsync(Task<PosixSignal> asked, Task cut)
    {
        await Task.WhenAny(_serves.Task, _ends.Task, asked);
        if (!HasStarted)
        {
            await Task.WhenAny(_serves.Task, _ends.Task, cut, Task.Delay(LongestEndOfStart, time));
            if (!HasStarted) return (ExitCode.Done, $"{await asked} received, and the start does not end");
        }

        await Task.WhenAny(_ends.Task, cut);
        if (!_ends.Task.IsCompleted) await Task.WhenAny(_ends.Task, Task.Delay(LongestCut, time));
        if (!_ends.Task.IsCompleted) return (ExitCode.ConnectionsCut, "the connections do not end");

        await Task.Delay(LongestEnd, time);
        return (await _ends.Task, "the actor system does not end");
    }

    private bool HasStarted => _serves.Task.IsCompleted || _ends.Task.IsCompleted;
}
