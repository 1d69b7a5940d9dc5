using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorTls.EventLoop;

/// <summary>Runs the mailboxes of actors on one loop. It stands as long as the loop does.</summary>
internal sealed class IoWorkerExecutor(IoWorker worker) : ExecutorService(IoDispatchers.Name(worker.Index))
{
    /// <inheritdoc/>
    public override void Execute(IRunnable run) => worker.Execute(run);

    /// <summary>
    /// Does nothing. Akka calls this about a second after the last actor of a dispatcher has stopped, and asks for an
    /// executor again when there is a next one; the loop ends with its group.
    /// </summary>
    public override void Shutdown() { }
}

/// <summary>
/// Makes a dispatcher of Akka.NET run on an event loop. Named by the <c>executor</c> of the dispatchers that ActorTls
/// configures, and created by Akka.NET, which is why it is public; not for use in code.
/// </summary>
/// <param name="config">The dispatcher's section; <c>worker</c> is the number of the loop.</param>
/// <param name="prerequisites">Leads to the group of loops in the actor system's setup.</param>
public sealed class IoWorkerExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    /// <summary>Returns the executor that stands, each time the same.</summary>
    /// <exception cref="ConfigurationException">The actor system was made without the loop.</exception>
    public override ExecutorService Produce(string id)
    {
        var setup = Prerequisites.Settings.Setup.Get<IoWorkersSetup>();
        if (!setup.HasValue)
        {
            throw new ConfigurationException($"The dispatcher {id} needs an actor system that was set up with event loops.");
        }
        var workers = setup.Value.Group.Workers;
        var index = Config.GetInt("worker", -1);
        return index >= 0 && index < workers.Count
            ? workers[index].Executor
            : throw new ConfigurationException($"The dispatcher {id} names event loop {index}; there are {workers.Count}, from 0.");
    }
}

/// <summary>Hands the loops to the dispatchers of an actor system.</summary>
/// <param name="group">Stays its creator's, who disposes of it after the system has terminated.</param>
internal sealed class IoWorkersSetup(IoWorkerGroup group) : Setup
{
    /// <summary>The loops.</summary>
    public IoWorkerGroup Group { get; } = group;
}
