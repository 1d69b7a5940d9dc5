using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

internal static class TicketExtensions
{
    /// <summary>Sends a ticket by itself.</summary>
    public static TlsStatus IssueTicket(this ITlsChannel channel)
    {
        channel.QueueTicket();
        return channel.Flush();
    }
}
