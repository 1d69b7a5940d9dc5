namespace ActorTls.Connections;

/// <summary>A connection whose peer has spoken, and that waits until it may begin its handshake.</summary>
internal interface IHandshakeWaiter
{
    /// <summary>It holds a handshake slot from now on. Called on the event loop, between the waiter's turns.</summary>
    void HandshakeGranted();
}
