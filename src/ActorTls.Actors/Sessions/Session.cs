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

    /// <summary>Whether the session has kept some of a delivery, because it may be given nothing more for now.</summary>
    internal virtual bool HasUndelivered => false;

    /// <summary>The session may be given again what it has kept. Called before anything else is read.</summary>
    internal virtual void DeliverRest() { }

    /// <summary>The peer has completed its writes.</summary>
    internal virtual void EndInput() => OnPeerCompleted();

    /// <summary>The data phase is over.</summary>
    internal virtual void End(CloseReason reason) => OnClosed(reason);

    /// <summary>The peer is authenticated and admitted. Called once, before anything else.</summary>
    protected internal virtual void OnEstablished() { }

    /// <summary>Plaintext from the peer. The memory is reused as soon as this returns.</summary>
    protected internal abstract void OnReceived(ReadOnlySpan<byte> data);

    /// <summary>Everything that <see cref="IConnection.Write"/> had to keep was sent.</summary>
    protected internal virtual void OnWritable() { }

    /// <summary>The peer has completed its writes: it will send nothing more. Unless overridden, this side completes its writes too.</summary>
    protected internal virtual void OnPeerCompleted() => Connection.CompleteWrites();

    /// <summary>A message that was sent to the connection's actor from elsewhere.</summary>
    protected internal virtual void OnMessage(object message) { }

    /// <summary>The server or the listener drains: the connection may go on until <c>timeouts.drain</c> has passed.</summary>
    protected internal virtual void OnDraining() { }

    /// <summary>The time that <see cref="IConnection.SetTimer"/> was given has passed.</summary>
    protected internal virtual void OnTimer() { }

    /// <summary>
    /// Whether the peer would miss something if the connection ended now. Then it ends with a reset in place of <c>close_notify</c>,
    /// so that the peer does not take what it has for a whole answer.
    /// </summary>
    protected internal virtual bool IsIncomplete => false;

    /// <summary>
    /// The data phase is over, and the connection takes no more writes. Called once, and last, unless the session calls
    /// <see cref="IConnection.HoldOpen"/> in it.
    /// </summary>
    protected internal virtual void OnClosed(CloseReason reason) { }

    /// <summary>
    /// The connection was held open after <see cref="OnClosed"/>, and can be held no longer: a drain or a cut has ended it, or an actor above it has failed. Called
    /// last.
    /// </summary>
    protected internal virtual void OnHoldEnded() { }
}
