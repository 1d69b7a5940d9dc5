namespace ActorTls.Scenarios.Harness;

/// <summary>A client that sends and does not read, until nothing goes any more in either direction.</summary>
internal static class Stall
{
    /// <summary>Sends to an echo service until it takes nothing any more, since it cannot get rid of its answers.</summary>
    public static async Task<long> FillAsync(TlsClient client)
    {
        // Small, so that few megabytes are enough; the kernel would let them grow.
        client.Socket.ReceiveBufferSize = 64 * 1024;
        client.Socket.SendBufferSize = 64 * 1024;
        var chunk = new byte[16 * 1024];
        var sent = 0L;
        while (true)
        {
            var write = client.Stream.WriteAsync(chunk).AsTask();
            if (await Task.WhenAny(write, Task.Delay(1500)) != write)
            {
                // It stays pending until the test ends the connection.
                _ = write.ContinueWith(static failed => failed.Exception, TaskScheduler.Default);
                return sent;
            }
            await write;
            sent += chunk.Length;
        }
    }
}
