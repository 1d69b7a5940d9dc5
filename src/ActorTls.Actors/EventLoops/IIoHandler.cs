namespace ActorTls.EventLoops;

/// <summary>Handles the events of a descriptor.</summary>
public interface IIoHandler
{
    /// <summary>
    /// Called on the loop's thread, again in each turn for as long as the condition holds (level-triggered). The loop reports an
    /// exception and goes on. In a costly turn the events may be over already, or there may have been none. This is no turn of an actor:
    /// a session that is called posts a message to its connection, and uses the connection when that message arrives.
    /// </summary>
    void OnIo(IoEvents events);
}
