using System.Globalization;
using System.Text;

namespace ActorTls.EventLoop;

/// <summary>The dispatchers of Akka.NET that run actors on the loops: one for each loop.</summary>
internal static class IoDispatchers
{
    // Messages that an actor may handle in one go. With more, a connection that tells itself to go on reading would have
    // that many shares of the loop, one after the other.
    private const int Throughput = 1;

    /// <summary>The name for <c>Props.WithDispatcher</c>.</summary>
    public static string Name(int worker) => $"actor-tls.io-worker-{worker}";

    /// <summary>
    /// Akka configuration that defines the dispatchers. They also need an <see cref="IoWorkersSetup"/> in the actor
    /// system's setup.
    /// </summary>
    public static string Config(int workers)
    {
        var executor = NameOf(typeof(IoWorkerExecutorConfigurator));
        var mailbox = NameOf(typeof(IoMailbox));
        var text = new StringBuilder();
        for (var worker = 0; worker < workers; worker++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                {{Name(worker)}} {
                  type = Dispatcher
                  executor = "{{executor}}"
                  mailbox-type = "{{mailbox}}"
                  throughput = {{Throughput}}
                  worker = {{worker}}
                }

                """);
        }
        return text.ToString();
    }

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
