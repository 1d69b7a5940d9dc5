using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Connections;

/// <summary>
/// The peer has not sent a byte. There is no TLS state yet, so that a connection that stays silent costs little.
/// </summary>
internal sealed partial class ConnectionActor
{
    private bool Accepted(object message)
    {
        switch (message)
        {
            case SocketReady:
                TakeReady();
                BeginHandshake();
                return true;
            default:
                return BeforeEstablished(message);
        }
    }

    private void BeginHandshake()
    {
        _channel = _environment.Tls.CreateChannel(_socket);
        var status = _channel.Handshake();

        // A probe that leaves without a byte never began a handshake.
        if (status == TlsStatus.Failed && !_channel.HasReceivedBytes)
        {
            ChannelFailed();
            return;
        }

        Enter(ConnectionPhase.Handshaking);
        AfterHandshakeStep(status);
    }
}
