using Akka.Dispatch;

namespace ActorTls.EventLoops;

/// <summary>Runs the mailboxes of actors on one loop. It stands as long as the loop does.</summary>
internal sealed class EventLoopExecutor(EventLoop loop) : ExecutorService(IoDispatchers.Name(loop.Index))
{
    /// <inheritdoc/>
    public override void Execute(IRunnable run) => loop.Execute(run);

    /// <summary>
    /// Does nothing. Akka calls this about a second after the last actor of a dispatcher has stopped, and asks for an
    /// executor again when there is a next one; the loop ends with its group.
    /// </summary>
    public override void Shutdown() { }
}
