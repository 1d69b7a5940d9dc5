using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorTls.EventLoops;

/// <summary>
/// Makes a dispatcher of Akka.NET run on an event loop. Named by the <c>executor</c> of the dispatchers that ActorTls
/// configures, and created by Akka.NET, which is why it is public; not for use in code.
/// </summary>
public sealed class EventLoopExecutorConfigurator : ExecutorServiceConfigurator
{
    private readonly EventLoopExecutor _executor;

    /// <summary>Finds the loop. Here and not later, so that whoever creates the first actor on it learns of a mistake.</summary>
    /// <param name="config">The dispatcher's section; <c>loop</c> is the number of the loop.</param>
    /// <param name="prerequisites">Lead to the group of loops in the actor system's setup.</param>
    /// <exception cref="ConfigurationException">The actor system was made without the loop.</exception>
    public EventLoopExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        var setup = prerequisites.Settings.Setup.Get<EventLoopsSetup>();
        if (!setup.HasValue)
        {
            throw new ConfigurationException("The dispatchers of ActorTls need an actor system that was set up with event loops.");
        }
        var loops = setup.Value.Group.All;
        var index = config.GetInt("loop", -1);
        if (index < 0 || index >= loops.Count)
        {
            throw new ConfigurationException($"There is no event loop {index}; there are {loops.Count}, from 0.");
        }
        _executor = loops[index].Executor;
    }

    /// <summary>Returns the executor that stands, each time the same.</summary>
    public override ExecutorService Produce(string id) => _executor;
}
