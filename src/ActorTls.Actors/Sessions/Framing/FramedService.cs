using ActorTls.Configuration;

namespace ActorTls.Sessions;

/// <summary>A service without settings of its own whose sessions are given frames.</summary>
/// <param name="type">What <c>actor-tls.services.NAME.type</c> calls it.</param>
/// <param name="framing">How the streams of both directions are framed.</param>
/// <param name="createSession">Makes the session of a connection that was admitted. Thread-safe: all event loops call it, at the same time.</param>
public sealed class FramedService(string type, Framing framing, Func<IConnection, FramedSession> createSession) : IServiceType, ISessionFactory
{
    /// <inheritdoc/>
    public string Type => type;

    /// <inheritdoc/>
    public object ReadSettings(SettingsSection section) => this;

    /// <inheritdoc/>
    public ISessionFactory CreateSessionFactory(object settings, ServiceResources resources) => this;

    /// <inheritdoc/>
    public Session CreateSession(IConnection connection)
    {
        var session = createSession(connection);
        session.UseFraming(framing);
        return session;
    }
}
