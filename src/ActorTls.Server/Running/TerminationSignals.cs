using System.Runtime.InteropServices;

namespace ActorTls.Server.Running;

/// <summary>
/// The one owner of the process's signals, from its first statement on. The first SIGTERM or SIGINT asks for a drain, the second
/// for an immediate end; none of them, nor SIGHUP, ends the process by itself. What comes before anybody can answer is kept.
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    // A program that signals a process and its whole group, as timeout(1) does, sends the same signal twice at one moment.
    private static readonly TimeSpan OneMoment = TimeSpan.FromMilliseconds(50);

    // Continuations must not run on the thread that delivers signals, or a second one could not be delivered.
    private readonly TaskCompletionSource<PosixSignal> _drain = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PosixSignal> _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<int> _inheritedIgnored = [];
    private Action? _hangUp;
    private bool _hungUp;
    private long _drainAskedAt;

    /// <summary>Takes the signals over. On the main thread.</summary>
    /// <param name="time">The clock that distinguishes a second signal from an echo of the first.</param>
    public TerminationSignals(TimeProvider time)
    {
        _time = time;

        // The parent process may have left signals ignored (nohup, some init scripts) or blocked, and .NET keeps them so: signals could
        // neither reload the server nor end it. An ignored SIGINT stays ignored: a shell that runs a script ignores it for background
        // processes, so that Ctrl-C ends only the process in the foreground.
        foreach (var signal in new[] { NativeProcess.SIGHUP, NativeProcess.SIGTERM })
        {
            if (!NativeProcess.IsIgnored(signal)) continue;
            _inheritedIgnored.Add(signal);
            NativeProcess.UseDefault(signal);
        }
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, HangUp),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Terminate),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Terminate),
        ];
        NativeProcess.Unblock(NativeProcess.SIGHUP, NativeProcess.SIGTERM, NativeProcess.SIGINT);
    }

    /// <summary>Completes with the first signal that asks for the end.</summary>
    public Task<PosixSignal> Asked => _drain.Task;

    /// <summary>Completes with the second signal.</summary>
    public Task<PosixSignal> Cut => _cut.Task;

    /// <summary>Sets the answer to SIGHUP, called on a thread of the runtime; called at once when SIGHUP has come already.</summary>
    public void AnswerHangUp(Action hangUp)
    {
        lock (_lock)
        {
            _hangUp = hangUp;
            if (!_hungUp) return;
        }
        hangUp();
    }

    /// <summary>Completes a moment after the first signal, from when on a second one counts.</summary>
    public async Task<PosixSignal> WaitForDrainAsync()
    {
        var signal = await _drain.Task;
        // Read once each: a second look at the clock may find the moment over.
        for (TimeSpan left; (left = OneMoment - SinceFirst()) > TimeSpan.Zero;) await Task.Delay(left, _time);
        return signal;
    }

    /// <summary>
    /// For a command that does not answer signals: they have the effect that they would have had without this object, and
    /// those that came already have it now.
    /// </summary>
    public void GiveBack()
    {
        Dispose();
        foreach (var signal in _inheritedIgnored) NativeProcess.Ignore(signal);
        if (_hungUp) NativeProcess.Raise(NativeProcess.SIGHUP);
        if (_drain.Task.IsCompleted) NativeProcess.Raise(NativeProcess.SIGTERM);
    }

    /// <summary>Gives the signals back their usual effect.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void HangUp(PosixSignalContext context)
    {
        context.Cancel = true;
        Action? answer;
        lock (_lock)
        {
            _hungUp = true;
            answer = _hangUp;
        }
        answer?.Invoke();
    }

    private void Terminate(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_lock)
        {
            if (!_drain.Task.IsCompleted)
            {
                _drainAskedAt = _time.GetTimestamp();
                _drain.TrySetResult(context.Signal);
                return;
            }
            if (IsEcho()) return;
        }
        _cut.TrySetResult(context.Signal);
    }

    private bool IsEcho() => SinceFirst() < OneMoment;

    private TimeSpan SinceFirst() => _time.GetElapsedTime(Interlocked.Read(ref _drainAskedAt));
}
