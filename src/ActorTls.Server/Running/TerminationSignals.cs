using System.Runtime.InteropServices;

namespace ActorTls.Server.Running;

/// <summary>
/// The one owner of the process's signals. The first SIGTERM or SIGINT asks for a drain, the second for an immediate
/// end; none of them, nor SIGHUP, ends the process by itself.
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    // Continuations must not run on the thread that delivers signals, or a second one could not be delivered.
    private readonly TaskCompletionSource<PosixSignal> _drain = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PosixSignal> _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="hangUp">Called for each SIGHUP, on a thread of the runtime.</param>
    public TerminationSignals(Action hangUp)
    {
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

    private void Terminate(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_drain.TrySetResult(context.Signal)) _cut.TrySetResult(context.Signal);
    }
}
