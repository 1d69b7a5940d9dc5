using Akka.Event;

namespace ActorTls.Server.Logging;

/// <summary>
/// In place of the logger with which Akka writes to standard output before its own loggers run and after they have
/// ended: those lines would stand between the events of the log. It keeps the first error, which is the reason when the actor
/// system does not come up. Akka makes it by its name.
/// </summary>
internal sealed class SilentLogger : MinimalLogger
{
    private static readonly TaskCompletionSource<string> First = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The value of <c>akka.stdout-logger-class</c>.</summary>
    public static string TypeName => $"{typeof(SilentLogger).FullName}, {typeof(SilentLogger).Assembly.GetName().Name}";

    /// <summary>Completes with the first error that Akka logged here, and so to no other logger.</summary>
    public static Task<string> FirstError => First.Task;

    /// <inheritdoc/>
    protected override void Log(object message)
    {
        if (message is Error error) First.TrySetResult(error.Cause?.GetBaseException().Message ?? $"{error.Message}");
    }
}
