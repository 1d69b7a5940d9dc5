using System.Globalization;
using System.Text;

namespace ActorTls.EventLoops;

/// <summary>The dispatchers of Akka.NET that run actors on the loops: one for each loop.</summary>
internal static class IoDispatchers
{
    // Messages that an actor may handle in one go. With more, a connection that sends itself a message to continue reading would
    // have that many shares of the loop in a row.
    private const int Throughput = 1;

    /// <summary>The name for <c>Props.WithDispatcher</c>.</summary>
    public static string Name(int loop) => $"actor-tls.io-loop-{loop}";

    /// <summary>
    /// Akka configuration that defines the dispatchers. They also need an <see cref="EventLoopsSetup"/> in the actor
    /// system's setup.
    /// </summary>
    public static string Config(int loops)
    {
        var executor = NameOf(typeof(EventLoopExecutorConfigurator));
        var mailbox = NameOf(typeof(IoMailbox));
        var text = new StringBuilder();
        for (var loop = 0; loop < loops; loop++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                {{Name(loop)}} {
                  type = Dispatcher
                  executor = "{{executor}}"
                  mailbox-type = "{{mailbox}}"
                  throughput = {{Throughput}}
                  loop = {{loop}}
                }

                """);
        }
        return text.ToString();
    }

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
