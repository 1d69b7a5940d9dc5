namespace ActorTls.Sessions;

/// <summary>Makes the sessions of one service. Must be thread-safe: all event loops call it, at the same time.</summary>
public interface ISessionFactory
{
    /// <summary>A new session for a connection that was admitted.</summary>
    /// <param name="connection">
    /// The connection. Its properties can be read here; writing begins with <see cref="Session.OnEstablished"/>.
    /// </param>
    Session CreateSession(IConnection connection);
}
