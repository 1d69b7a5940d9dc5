namespace ActorTls.Sessions;

/// <summary>Makes the sessions of one service. Must be thread-safe: all event loops call it, at the same time.</summary>
public interface ISessionFactory
{
    /// <summary>
    /// A deployment is about to put the factory in force: called before the first session, on a thread of the pool; more than once
    /// when several listeners or deployments share the factory. An exception makes the deployment fail.
    /// </summary>
    void Start(ServiceHost host) { }

    /// <summary>A new session for a connection that was admitted.</summary>
    /// <param name="connection">
    /// The connection. Its properties can be read here; writing begins with <see cref="Session.OnEstablished"/>.
    /// </param>
    Session CreateSession(IConnection connection);
}
