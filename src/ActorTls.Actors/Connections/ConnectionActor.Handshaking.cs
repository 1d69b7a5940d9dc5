using ActorTls.Telemetry;
using ActorTls.Tls;

namespace ActorTls.Connections;

/// <content>
/// Handshaking: TLS agrees on parameters and keys, and verifies the peer's certificate chain inside the handshake, so that a peer
/// that is refused gets the alert that says why.
/// </content>
internal sealed partial class ConnectionActor
{
    private bool Handshaking(object message)
    {
        switch (message)
        {
            case SocketReady:
                _socket.TakeReady();
                AfterHandshakeStep(_socket.Handshake());
                return true;
            default:
                return BeforeEstablished(message);
        }
    }

    private void UpdateHandshakingInterest() => _socket.UpdateInterest(mayRead: true, HandshakeIsCostly);

    private void AfterHandshakeStep(TlsStatus status)
    {
        switch (status)
        {
            case TlsStatus.Done:
                if (!IsPlaintext) CountHandshake(HandshakeResult.Completed);
                Authenticate();
                break;
            case TlsStatus.WantRead or TlsStatus.WantWrite:
                break;
            default:
                ChannelFailed();
                break;
        }
    }

    private void CountHandshake(HandshakeResult result)
    {
        var tls = _socket.HasChannel ? _socket.Channel.Describe() : default;
        _environment.Counters.Handshakes(result, tls.Version, tls.Resumed)++;
        _environment.Metrics.HandshakeEnded(
            _environment.Listener, result, TimeSpan.FromMilliseconds(_environment.Loop.Now - _acceptedAt));
    }
}
