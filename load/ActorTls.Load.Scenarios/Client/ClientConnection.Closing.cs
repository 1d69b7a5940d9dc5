using ActorTls.EventLoops;
using ActorTls.Tls;

namespace ActorTls.Load.Scenarios.Client;

/// <content>
/// The end in good order: our <c>close_notify</c>, the server's, and its end of the TCP stream before ours. Then it is the
/// server's address that rests in TIME_WAIT, and the client's ports are free again at once.
/// </content>
internal sealed partial class ClientConnection
{
    /// <summary>Closes the connection once everything that was sent has come back; does nothing when there is none.</summary>
    public ValueTask<LoadFailure?> CloseAsync() =>
        !_socket.IsOpen ? default : Begin(Step.Closing);

    private void AdvanceClosing()
    {
        if (_idleOutcome is { } failure)
        {
            Complete(failure);
            return;
        }

        var status = _socket.CompleteWrites(endFollows: false);
        if (status == TlsStatus.Failed)
        {
            Fail();
            return;
        }
        // Of a server that is gone reading tells how it left.
        if (status is not (TlsStatus.Done or TlsStatus.PeerGone))
        {
            WatchFor(status);
            return;
        }

        status = _socket.Read(_loop.Loop.Scratch, out var count);
        switch (status)
        {
            case TlsStatus.Done:
                Complete(new LoadFailure(FailureKind.WrongBytes, $"{count} bytes came that nobody asked for"));
                return;
            case TlsStatus.Closed:
                _step = Step.AwaitingEnd;
                AdvanceAwaitingEnd();
                return;
            // Ours was said; a server that answers with the end of the stream alone loses nothing of ours by it.
            case TlsStatus.Failed when _channel!.Failure!.Kind == TlsFailureKind.Truncated:
                CompleteClosed();
                return;
            case TlsStatus.Failed:
                Fail();
                return;
            default:
                WatchFor(status);
                return;
        }
    }

    private void AdvanceAwaitingEnd()
    {
        var count = Sockets.Receive(_socket.Descriptor, _loop.Loop.Scratch, out var error);
        if (count > 0) Complete(new LoadFailure(FailureKind.TlsError, "bytes after close_notify"));
        else if (count < 0 && error == ClientCalls.EAGAIN) WatchFor(IoEvents.Readable);
        else if (count < 0) Complete(ClientSockets.FailureOf(error));
        else CompleteClosed();
    }

    private void CompleteClosed()
    {
        Release(reset: false);
        Complete(null);
    }
}
