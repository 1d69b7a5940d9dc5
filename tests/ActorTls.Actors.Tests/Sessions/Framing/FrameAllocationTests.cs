using System.Net.Sockets;
using System.Text;
using ActorTls.Actors.Tests.Connections;
using ActorTls.Sessions;

namespace ActorTls.Actors.Tests.Sessions;

/// <summary>Frames on a real connection cost the event loop no garbage.</summary>
public sealed class FrameAllocationTests : ConnectionFixture
{
    [Fact]
    public async Task A_stream_of_frames_allocates_nothing()
    {
        const int warmUp = 2_000, measured = 10_000;
        var allocated = new TaskCompletionSource<long>();
        UseSessions(new FramedService("counting", Framing.Lines(max: 200), _ => new CountingSession(warmUp, measured, allocated)));
        var (_, peer) = Connect();
        using (peer)
        {
            var line = Encoding.ASCII.GetBytes($"{new string('x', 99)}\n");
            var lines = Enumerable.Repeat(line, (warmUp + measured) / 4).SelectMany(each => each).ToArray();
            var reading = Task.Run(() => ReadToEnd(peer));
            for (var sent = 0; sent < 4 * lines.Length; sent += lines.Length) peer.Send(lines);
            Assert.Equal(0, await allocated.Task.WaitAsync(TimeSpan.FromSeconds(30)));
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal(4 * lines.Length, (await reading).Length);
        }
    }

    private sealed class CountingSession(int warmUp, int measured, TaskCompletionSource<long> allocated) : FramedSession
    {
        private int _frames;
        private long _before;

        protected override void OnFrame(ReadOnlySpan<byte> frame)
        {
            _frames++;
            if (_frames == warmUp) _before = GC.GetAllocatedBytesForCurrentThread();
            if (_frames == warmUp + measured) allocated.SetResult(GC.GetAllocatedBytesForCurrentThread() - _before);
            WriteFrame(frame);
        }
    }
}
