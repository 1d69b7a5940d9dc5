using System.Runtime.InteropServices;

namespace ActorTls.Server.Running;

/// <summary>
/// The one owner of the process's signals. The first SIGTERM or SIGINT asks for a drain, the second for an immediate
/// end; none of them, nor SIGHUP, ends the process by itself.
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    // Who signals a process and its whole group, as timeout(1) does, sends the same signal twice at one moment.
    private static readonly TimeSpan OneMoment = TimeSpan.FromMilliseconds(50);

    // Continuations must not run on the thread that delivers signals, or a second one could not be delivered.
    private readonly TaskCompletionSource<PosixSignal> _drain = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PosixSignal> _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TimeProvider _time;
    private volatile bool _secondCounts;

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

    /// <summary>Completes a moment after the first signal, from when on a second one counts.</summary>
    public async Task<PosixSignal> WaitForDrainAsync()
    {
        var signal = await _drain.Task;
        await Task.Delay(OneMoment, _time);
        _secondCounts = true;
        return signal;
    }

    /// <summary>Completes with the second signal.</summary>
    public Task<PosixSignal> Cut => _cut.Task;

    /// <summary>Gives the signals back their usual effect.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void Terminate(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_drain.TrySetResult(context.Signal) && _secondCounts) _cut.TrySetResult(context.Signal);
    }
}
