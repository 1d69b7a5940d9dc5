using Akka.Configuration;
using Akka.Dispatch;

namespace ActorTls.EventLoops;

/// <summary>
/// Makes a dispatcher of Akka.NET run on an event loop. The type is public because Akka.NET creates it by the name in
/// <c>executor</c> of the dispatchers that ActorTls configures; it is not for use in code.
/// </summary>
public sealed class EventLoopExecutorConfigurator : ExecutorServiceConfigurator
{
    private readonly EventLoopExecutor _executor;

    /// <summary>Finds the loop. A mistake shows here, to the caller that creates the first actor of the dispatcher.</summary>
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

    /// <summary>Returns the executor of the loop: the same one each time.</summary>
    public override ExecutorService Produce(string id) => _executor;
}
