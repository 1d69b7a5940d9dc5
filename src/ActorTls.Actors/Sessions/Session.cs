namespace ActorTls.Sessions;

/// <summary>
/// The code of a connection's data phase; one instance for each connection. Every method runs within the connection
/// actor's turn on its event loop: it must return soon and never block. An exception ends this connection with
/// <see cref="CloseReason.InternalError"/> and disturbs no other.
/// </summary>
public abstract class Session
{
    /// <summary>The connection this session serves.</summary>
    protected IConnection Connection { get; private set; } = null!;

    internal void Attach(IConnection connection) => Connection = connection;

    /// <summary>The peer is authenticated and admitted. Called once, before anything else.</summary>
    protected internal virtual void OnEstablished() { }

    /// <summary>Plaintext from the peer. The memory is reused as soon as this returns.</summary>
    protected internal abstract void OnReceived(ReadOnlySpan<byte> data);

    /// <summary>Everything that <see cref="IConnection.Write"/> had to keep was sent.</summary>
    protected internal virtual void OnWritable() { }

    /// <summary>The peer will send nothing more. Unless overridden, we finish too.</summary>
    protected internal virtual void OnPeerCompleted() => Connection.CompleteWrites();

    /// <summary>A message that was sent to the connection's actor from elsewhere.</summary>
    protected internal virtual void OnMessage(object message) { }

    /// <summary>The server stops: the connection may go on until <c>timeouts.drain</c> has passed.</summary>
    protected internal virtual void OnDraining() { }

    /// <summary>The deadline that a built-in service has set has passed.</summary>
    internal virtual void OnDeadline() { }

    /// <summary>Whether an end now would leave out what the peer was still to get: then it is not to look like a whole answer.</summary>
    internal virtual bool IsIncomplete => false;

    /// <summary>
    /// After <see cref="OnClosed"/>, of a built-in service that had asked for time to hand on what it was given: that time is over.
    /// </summary>
    internal virtual void OnCut() { }

    /// <summary>The data phase is over. Called once, last; the connection takes no more writes.</summary>
    protected internal virtual void OnClosed(CloseReason reason) { }
}
