using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace ActorTls.EventLoops;

/// <summary>
/// The mailbox of actors on an event loop. Each connection has one, and most mailboxes are empty most of the time. An empty one
/// therefore holds no memory besides itself, whereas Akka's own reserves room for 32 messages, a kilobyte or more. The type is public
/// because Akka.NET creates it by the name in the configuration of the dispatchers; it is not for use in code.
/// </summary>
public sealed class IoMailbox(Settings settings, Config config)
    : MailboxType(settings, config), IProducesMessageQueue<IoMessageQueue>
{
    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new IoMessageQueue();
}
