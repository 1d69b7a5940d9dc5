using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace ActorTls.Load.Peers.Kestrel;

/// <summary>Sends back what comes in, until the client is finished.</summary>
internal sealed class EchoHandler : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        while (true)
        {
            var read = await input.ReadAsync();
            foreach (var memory in read.Buffer) output.Write(memory.Span);
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
            // Awaited, so that a client that does not read is read from no more.
            var flushed = await output.FlushAsync();
            if (flushed.IsCompleted) break;
        }
    }
}
