using Akka.Event;

namespace ActorTls.Server.Logging;

/// <summary>
/// In place of the logger with which Akka writes to standard output before its own loggers run and after they have
/// ended: those lines would stand between the events of the log. Akka makes it by its name.
/// </summary>
internal sealed class SilentLogger : MinimalLogger
{
    /// <summary>The value of <c>akka.stdout-logger-class</c>.</summary>
    public static string TypeName => $"{typeof(SilentLogger).FullName}, {typeof(SilentLogger).Assembly.GetName().Name}";

    /// <inheritdoc/>
    protected override void Log(object message) { }
}
