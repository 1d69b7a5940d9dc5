using System.Runtime.InteropServices;

namespace ActorTls.Server.Running;

/// <summary>
/// The one owner of the process's signals. The first SIGTERM or SIGINT asks for a drain, the second for an immediate
/// end; none of them, nor SIGHUP, ends the process by itself.
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    // Those who signal a process and its whole group send the same signal twice at one moment.
    private static readonly TimeSpan SameMoment = TimeSpan.FromMilliseconds(100);

    // Continuations must not run on the thread that delivers signals, or a second one could not be delivered.
    private readonly TaskCompletionSource<PosixSignal> _drain = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PosixSignal> _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private long _drainAsked;

    /// <param name="time">Tells a second signal from an echo of the first.</param>
    /// <param name="hangUp">Called for each SIGHUP, on a thread of the runtime.</param>
    public TerminationSignals(TimeProvider time, Action hangUp)
    {
        _time = time;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Terminate),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Terminate),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                hangUp();
            }),
        ];
    }

    /// <summary>Completes with the first signal.</summary>
    public Task<PosixSignal> Drain => _drain.Task;

    /// <summary>Completes with the second signal.</summary>
    public Task<PosixSignal> Cut => _cut.Task;

    /// <summary>Gives the signals back their usual effect.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    // Each signal comes on a thread of its own.
    private void Terminate(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_lock)
        {
            if (_drain.TrySetResult(context.Signal)) _drainAsked = _time.GetTimestamp();
            else if (_time.GetElapsedTime(_drainAsked) > SameMoment) _cut.TrySetResult(context.Signal);
        }
    }
}
