using System.Threading.Tasks.Sources;
using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Tls;
using Akka.Dispatch;

namespace ActorTls.Load.Scenarios.Client;

/// <summary>
/// A TLS connection of a virtual user, on the loop's thread alone. One operation at a time: each returns at once when it
/// can, else the loop goes on with it whenever the socket allows, and completes it within that event. An operation that
/// fails leaves the connection released, with a reset, so that a failed connection holds no port.
/// </summary>
internal sealed partial class ClientConnection : IIoHandler, IRunnable, IValueTaskSource<LoadFailure?>
{
    private readonly LoadLoop _loop;
    private readonly DeadlineTimer _deadline;
    private readonly int _offset = Pattern.NextOffset();
    private readonly int _receiveBuffer;

    private ManualResetValueTaskSourceCore<LoadFailure?> _completion;
    private Step _step;
    private bool _isAwaited;
    private LoadFailure? _outcome;
    private LoadFailure? _idleOutcome;
    private long _stepDeadline;

    private TlsSocket _socket;
    private ITlsClientChannel? _channel;   // The socket's, which closes it.
    private ITlsClientSession? _sessionToResume;
    private bool _withCertificate;
    private ITlsClientCertificate? _certificate;

    /// <param name="loop">Whose thread it lives on.</param>
    /// <param name="receiveBuffer">Bytes of the socket's receive buffer (SO_RCVBUF); 0 = as the kernel likes.</param>
    public ClientConnection(LoadLoop loop, int receiveBuffer = 0)
    {
        _loop = loop;
        _receiveBuffer = receiveBuffer;
        _deadline = new DeadlineTimer(this);
    }

    private enum Step
    {
        None,
        Connecting,
        Handshaking,
        Exchanging,
        Closing,
        AwaitingEnd,
    }

    /// <summary>Whether there is a connection that has not failed, as far as is known.</summary>
    public bool IsOpen => _channel is not null && _step == Step.None;

    /// <summary>Whether the handshake resumed a session.</summary>
    public bool IsResumed => _channel!.Describe().Resumed;

    /// <summary>The last session that the server gave a ticket for; the caller's then.</summary>
    public ITlsClientSession? TakeSession() => _channel?.TakeSession();

    /// <summary>Closes the socket with a reset, at once; what was under way fails. Does nothing when there is none.</summary>
    public void Abandon()
    {
        if (_step != Step.None) Complete(new LoadFailure(FailureKind.Internal, "abandoned"));
        else Release(reset: true);
    }

    void IIoHandler.OnIo(IoEvents events)
    {
        if (_step == Step.None) LookWhileIdle();
        else Advance(events);
    }

    void IRunnable.Run()
    {
        if (_step != Step.None) Advance(IoEvents.Readable | IoEvents.Writable);
    }

    void IThreadPoolWorkItem.Execute() => ((IRunnable)this).Run();

    LoadFailure? IValueTaskSource<LoadFailure?>.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<LoadFailure?>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<LoadFailure?>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    private ValueTask<LoadFailure?> Begin(Step step)
    {
        if (_step != Step.None) throw new InvalidOperationException($"{_step} is under way.");
        _step = step;
        _isAwaited = false;
        _outcome = null;
        StartDeadline();
        Advance(IoEvents.None);
        if (_step == Step.None) return new ValueTask<LoadFailure?>(_outcome);

        _isAwaited = true;
        _completion.Reset();
        return new ValueTask<LoadFailure?>(this, _completion.Version);
    }

    private void Advance(IoEvents events)
    {
        switch (_step)
        {
            case Step.Connecting: AdvanceConnecting(events); break;
            case Step.Handshaking: AdvanceHandshake(); break;
            case Step.Exchanging: AdvanceExchange(events); break;
            case Step.Closing: AdvanceClosing(); break;
            default: AdvanceAwaitingEnd(); break;
        }
    }

    // Whoever awaits the operation goes on inside this call, and may begin the next one: nothing may follow it.
    private void Complete(LoadFailure? failure)
    {
        if (failure is not null) Release(reset: true);
        _step = Step.None;
        _outcome = failure;
        if (_isAwaited) _completion.SetResult(failure);
    }

    private void Fail() => Complete(LoadFailure.Of(_channel!.Failure!));

    private void WatchFor(IoEvents interest) => _socket.SetInterest(interest);

    private void WatchFor(TlsStatus status) => WatchFor(status == TlsStatus.WantWrite ? IoEvents.Writable : IoEvents.Readable);

    private void Release(bool reset)
    {
        _loop.Loop.Timers.Cancel(_deadline);
        (_sessionToResume, _certificate) = (null, null);
        _channel = null;
        if (reset) _socket.Reset();
        else _socket.Close();
    }

    // Tickets and the like may come at any time. A server that ends the connection meanwhile makes the next operation fail.
    private void LookWhileIdle()
    {
        // What is to come back still is left where it is until somebody asks for it.
        if (Unanswered > 0)
        {
            WatchFor(IoEvents.None);
            return;
        }
        var status = _socket.Read(_loop.Loop.Scratch, out _);
        if (status == TlsStatus.WantRead) return;
        _idleOutcome = status switch
        {
            TlsStatus.Failed => LoadFailure.Of(_channel!.Failure!),
            TlsStatus.Closed => new LoadFailure(FailureKind.ClosedEarly, "the server closed an idle connection"),
            _ => new LoadFailure(FailureKind.WrongBytes, "bytes came that nobody asked for"),
        };
        WatchFor(IoEvents.None);
    }

    // The timer is set once for many operations: each only notes until when it may take.
    private void StartDeadline()
    {
        var limit = (long)_loop.Target.Timeout.TotalMilliseconds;
        _stepDeadline = _loop.Loop.Now + limit;
        if (!_deadline.IsScheduled) _loop.Loop.Timers.Schedule(_deadline, limit);
    }

    private void OnDeadline()
    {
        var left = _stepDeadline - _loop.Loop.Now;
        if (_step == Step.None) return;
        if (left > 0) _loop.Loop.Timers.Schedule(_deadline, left);
        else Complete(new LoadFailure(FailureKind.Timeout, $"{Describe(_step)} took longer than {_loop.Target.Timeout.TotalSeconds:0.###} s"));
    }

    private static string Describe(Step step) => step switch
    {
        Step.Connecting => "connecting",
        Step.Handshaking => "the handshake",
        Step.Exchanging => "sending and receiving",
        Step.Closing => "waiting for close_notify",
        _ => "waiting for the end of the TCP stream",
    };

    private sealed class DeadlineTimer(ClientConnection connection) : TimerNode
    {
        protected internal override void OnTimer() => connection.OnDeadline();
    }
}
