using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Forwarding;

/// <summary>
/// One side reads nothing for a while: what the other sends waits in the kernel, and the server keeps but little of it. Then it
/// is read, and all of it is there.
/// </summary>
public sealed class StallTests
{
    private const int Total = 24 * 1024 * 1024;
    private const int MostKept = 128 * 1024;

    [Fact]
    public async Task A_client_that_does_not_read_slows_the_upstream_down()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            var data = RandomNumberGenerator.GetBytes(Total);
            var sending = new Sending(server.Socket, data);
            await sending.UntilStalledAsync();
            await scene.Neighbour.AssertServedAsync(20);

            var (own, remote) = PortsOf(server.Socket);
            var kept = sending.Sent - KernelQueues.Between(own, remote) - MetricReader.Read("actortls.io", ("listener", "in"), ("direction", "out"));
            Assert.InRange(kept, 1, MostKept);

            Assert.InRange(sending.Sent, 1, Total - 1);
            var received = Task.Run(() => client.Read(Total));
            await sending.Finished;
            Assert.Equal(SHA256.HashData(data), SHA256.HashData(await received));
            server.CompleteWrites();
            client.AwaitEnd();   // Before the client completes, so that the upstream is the first.
            client.CompleteWrites();
        }

        scene.AssertNextClosed("service-closed");
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_upstream_that_does_not_read_slows_the_client_down()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream);
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            var data = RandomNumberGenerator.GetBytes(Total);
            var sending = Task.Run(() =>
            {
                Assert.True(client.Write(data), client.Failure);
                client.CompleteWrites();
            });
            var taken = await UntilStableAsync(() => MetricReader.Read("actortls.io", ("listener", "in"), ("direction", "in")));
            await scene.Neighbour.AssertServedAsync(20);

            var (own, remote) = PortsOf(server.Socket);
            Assert.InRange(taken - KernelQueues.Between(remote, own), 0, MostKept);

            Assert.InRange(taken, 1, Total - 1);
            var received = await server.ReadToEndAsync();
            await sending;
            Assert.False(received.WasReset);
            Assert.Equal(SHA256.HashData(data), SHA256.HashData(received.Bytes));
            server.CompleteWrites();
            client.AwaitEnd();
        }

        scene.AssertNextClosed("peer-finished");
        await scene.EndAsync();
    }

    [Fact]
    public async Task An_upstream_that_accepts_no_byte_for_too_long_is_given_up()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, listener: "timeouts.write = 1s");
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            Assert.False(await Task.Run(() => client.Write(new byte[Total])));
            Assert.Equal(Tls.TlsFailureKind.Reset, client.FailureKind);
            var closed = scene.AssertNextClosed("slow-consumer");
            Assert.Equal($"{upstream.Address}: the upstream accepted no byte for 1 s", closed.Detail);
            Assert.True((await server.ReadToEndAsync()).WasReset);
        }
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_client_that_accepts_no_byte_for_too_long_is_given_up_and_the_upstream_told_by_a_reset()
    {
        using var upstream = TestUpstream.Start();
        await using var scene = await ForwardScene.StartAsync(upstream, listener: "timeouts.write = 1s");
        var (client, server) = await scene.ConnectAsync(upstream);
        using (client)
        using (server)
        {
            var sending = new Sending(server.Socket, new byte[Total]);
            Assert.Equal(SocketError.ConnectionReset, await sending.Broken);
            scene.AssertNextClosed("slow-consumer");
        }
        await scene.EndAsync();
    }

    private static (int Own, int Remote) PortsOf(Socket socket) =>
        (((IPEndPoint)socket.LocalEndPoint!).Port, ((IPEndPoint)socket.RemoteEndPoint!).Port);

    /// <summary>Waits until a figure does not change any more for a second.</summary>
    private static async Task<long> UntilStableAsync(Func<long> figure)
    {
        var (last, since) = (figure(), DateTime.UtcNow);
        var deadline = since + TestUpstream.Patience;
        while (DateTime.UtcNow - since < TimeSpan.FromSeconds(1) || last == 0)
        {
            await Task.Delay(20);
            if (figure() is var now && now != last) (last, since) = (now, DateTime.UtcNow);
            Assert.True(DateTime.UtcNow < deadline, $"It goes on: {last}.");
        }
        return last;
    }

    /// <summary>Sends with exact knowledge of how much the kernel has taken.</summary>
    private sealed class Sending
    {
        private readonly TaskCompletionSource<SocketError> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _sent;

        public Sending(Socket socket, byte[] data)
        {
            socket.Blocking = false;
            Finished = Task.Factory.StartNew(() => Run(socket, data), TaskCreationOptions.LongRunning);
        }

        public long Sent => Interlocked.Read(ref _sent);

        public Task Finished { get; }

        public Task<SocketError> Broken => _broken.Task.WaitAsync(TestUpstream.Patience);

        public Task<long> UntilStalledAsync() => UntilStableAsync(() => Sent);

        private void Run(Socket socket, byte[] data)
        {
            while (Sent < data.Length)
            {
                var count = socket.Send(data.AsSpan((int)Sent), SocketFlags.None, out var error);
                if (error == SocketError.Success) Interlocked.Add(ref _sent, count);
                else if (error == SocketError.WouldBlock) socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectWrite);
                else
                {
                    _broken.TrySetResult(error);
                    return;
                }
            }
        }
    }
}
