using System.Runtime.InteropServices;
using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.Tls;

namespace ActorTls.Load.Scenarios.Client;

/// <content>TCP and TLS handshake.</content>
internal sealed partial class ClientConnection
{
    /// <summary>
    /// Connects and completes the handshake, both within the target's timeout. With TLS 1.3 the server may still refuse
    /// the client's certificate; that is known with the first byte that comes back.
    /// </summary>
    /// <param name="session">To resume; stays the caller's, who keeps it until this is over.</param>
    /// <param name="withCertificate">Whether the target's client certificate is shown when the server asks for one.</param>
    /// <param name="certificate">Shown in place of the target's; stays the caller's. Null = the target's.</param>
    public ValueTask<LoadFailure?> OpenAsync(
        ITlsClientSession? session = null, bool withCertificate = true, ITlsClientCertificate? certificate = null)
    {
        if (_socket.IsOpen) throw new InvalidOperationException("There is a connection already.");
        (_sessionToResume, _withCertificate, _certificate) = (session, withCertificate, certificate);
        (_sent, _sendTarget, _received, _receiveTarget) = (0, 0, 0, 0);
        (_retryLength, _idleOutcome) = (0, null);
        return Begin(Step.Connecting);
    }

    private void AdvanceConnecting(IoEvents events)
    {
        if (events == IoEvents.None)
        {
            Connect();
            return;
        }
        var error = Sockets.TakeError(_socket.Descriptor);
        if (error != 0)
        {
            Complete(ClientSockets.FailureOf(error));
            return;
        }
        StartHandshake();
    }

    private void Connect()
    {
        var descriptor = ClientSockets.Connect(_loop.Target.EndPoint, _loop.NextSource(), _receiveBuffer, out var error);
        if (descriptor < 0)
        {
            Complete(ClientSockets.FailureOf(error));
            return;
        }
        // Its handshake is not to delay messages of other connections, whose latency is the server's to answer for.
        _socket = new TlsSocket(_loop.Loop, descriptor);
        _socket.Watch(this, IoEvents.Writable, isCostly: true);
    }

    private void StartHandshake()
    {
        _channel = _loop.Context(_withCertificate).CreateChannel(_socket.Descriptor, _loop.Target.ServerName, _sessionToResume, _certificate);
        _socket.Attach(_channel);
        _step = Step.Handshaking;
        AdvanceHandshake();
    }

    private void AdvanceHandshake()
    {
        var status = _socket.Handshake();
        switch (status)
        {
            case TlsStatus.Done:
                WatchFor(IoEvents.Readable);
                Complete(null);
                return;
            case TlsStatus.Failed:
                Fail();
                return;
            default:
                _socket.UpdateInterest(mayRead: true, isCostly: true);
                return;
        }
    }
}
