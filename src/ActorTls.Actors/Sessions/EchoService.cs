using ActorTls.Configuration;

namespace ActorTls.Sessions;

/// <summary>Sends back whatever it receives, and finishes when the peer does.</summary>
public sealed class EchoService : IServiceType, ISessionFactory
{
    /// <inheritdoc/>
    public string Type => "echo";

    /// <inheritdoc/>
    public object ReadSettings(SettingsSection section) => this;

    /// <inheritdoc/>
    public ISessionFactory CreateSessionFactory(object settings, ServiceResources resources) => this;

    /// <inheritdoc/>
    public Session CreateSession(IConnection connection) => new EchoSession();

    private sealed class EchoSession : Session
    {
        // What the peer does not take is kept by the connection, which then reads nothing more: the buffer is bounded.
        protected internal override void OnReceived(ReadOnlySpan<byte> data) => Connection.Write(data);
    }
}
