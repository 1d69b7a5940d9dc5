using ActorTls.EventLoops;
using ActorTls.Telemetry;
using ActorTls.Tls;

namespace ActorTls.Connections;

/// <summary>
/// TLS agrees on parameters and keys, and verifies the peer's certificate chain inside the handshake, so that a peer
/// that is refused gets the alert that says why.
/// </summary>
internal sealed partial class ConnectionActor
{
    private IoEvents _handshakeInterest = IoEvents.Readable;

    private bool Handshaking(object message)
    {
        switch (message)
        {
            case SocketReady:
                TakeReady();
                AfterHandshakeStep(_channel!.Handshake());
                return true;
            default:
                return BeforeEstablished(message);
        }
    }

    private void AfterHandshakeStep(TlsStatus status)
    {
        switch (status)
        {
            case TlsStatus.Done:
                if (!IsPlaintext) CountHandshake(HandshakeResult.Completed);
                Enter(ConnectionPhase.Authenticating);
                Authenticate();
                break;
            case TlsStatus.WantRead:
                _handshakeInterest = IoEvents.Readable;
                break;
            case TlsStatus.WantWrite:
                _handshakeInterest = IoEvents.Writable;
                break;
            default:
                ChannelFailed();
                break;
        }
    }

    private void CountHandshake(HandshakeResult result)
    {
        var tls = _channel?.Describe() ?? default;
        _environment.Counters.Handshakes(result, tls.Version, tls.Resumed)++;
        _environment.Metrics.HandshakeEnded(
            _environment.Listener, result, TimeSpan.FromMilliseconds(_environment.Loop.Now - _acceptedAt));
    }
}
