using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace ActorTls.EventLoops;

/// <summary>
/// The mailbox of actors on an event loop. There is one for every connection, and nearly all are empty nearly always, so
/// an empty one holds no memory but itself; Akka's own reserves room for 32 messages, a kilobyte or more. Named by the
/// dispatchers that ActorTls configures, and created by Akka.NET, which is why it is public; not for use in code.
/// </summary>
public sealed class IoMailbox(Settings settings, Config config)
    : MailboxType(settings, config), IProducesMessageQueue<IoMessageQueue>
{
    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new IoMessageQueue();
}
