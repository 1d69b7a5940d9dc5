namespace ActorTls.Sessions;

/// <summary>Makes the sessions of one service. Called on every event loop, at the same time.</summary>
public interface ISessionFactory
{
    /// <summary>A new session for a connection that was admitted.</summary>
    /// <param name="connection">The connection, which is given to the session afterwards; it can be looked at already.</param>
    Session CreateSession(IConnection connection);
}
