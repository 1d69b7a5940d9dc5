using ActorTls.Server.Logging;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;

namespace ActorTls.Server.Running;

/// <summary>
/// Makes the actor system. Only Akka can validate the user's <c>akka</c> object, and it refuses one in three ways: it throws, it logs an
/// error and never returns, or it returns a system that ends.
/// </summary>
internal static class ActorSystemStart
{
    // After an error: an extension that is not there is one too, and the system comes up all the same.
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Makes it. Made by the host's start, it would print its error itself, several times.</summary>
    /// <exception cref="ActorSystemException">It is not to be had.</exception>
    public static async Task<ActorSystem> CreateAsync(IServiceProvider services)
    {
        var creation = Task.Factory.StartNew(
            () => Create(services), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(creation, SilentLogger.FirstError, Task.Delay(Longest));
        if (!creation.IsCompleted && SilentLogger.FirstError.IsCompleted) await Task.WhenAny(creation, Task.Delay(AfterError));
        if (!creation.IsCompleted) throw new ActorSystemException(await ReasonAsync("it does not start"));

        ActorSystem system;
        try
        {
            system = await creation;
        }
        catch (Exception e) when (ForeseenFailure.Describe(e) is null)
        {
            throw new ActorSystemException(await ReasonAsync(e.GetBaseException().Message));
        }
        if (system.WhenTerminated.IsCompleted) throw new ActorSystemException(await ReasonAsync("it ended at once"));
        return system;
    }

    /// <summary>The first error that Akka has logged; without one, the reason that is seen from outside.</summary>
    public static async Task<string> ReasonAsync(string otherwise) =>
        SilentLogger.FirstError.IsCompleted ? await SilentLogger.FirstError : otherwise;

    private static ActorSystem Create(IServiceProvider services)
    {
        var system = services.GetRequiredService<ActorSystem>();
        _ = CoordinatedShutdown.Get(system);   // Reads settings of its own.
        return system;
    }
}
