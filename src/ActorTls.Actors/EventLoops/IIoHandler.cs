namespace ActorTls.EventLoops;

/// <summary>Is told what happens to a descriptor.</summary>
public interface IIoHandler
{
    /// <summary>
    /// Called on the loop's thread, again in each turn for as long as the condition holds (level-triggered). What it
    /// throws is reported and the loop goes on. In a costly turn there may be no event any more, or have been none.
    /// </summary>
    void OnIo(IoEvents events);
}
