using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ActorTls.Load.Measuring;
using ActorTls.Testing;

namespace ActorTls.Load.Tests.Measuring;

public sealed class ServerProbeTests : IDisposable
{
    private readonly TemporaryDirectory _proc = new();

    public void Dispose() => _proc.Dispose();

    private void WriteThread(int process, int thread, string children = "")
    {
        var task = Directory.CreateDirectory(Path.Combine(_proc.Path, $"{process}/task/{thread}")).FullName;
        File.WriteAllText(Path.Combine(task, "children"), children);
    }

    private void WriteMemory(int process, int kibibytes, int exactly)
    {
        File.WriteAllText(Path.Combine(_proc.Path, $"{process}/status"), $"Name:\tx y\nVmPeak:\t 9999 kB\nVmRSS:\t   {kibibytes} kB\n");
        File.WriteAllText(Path.Combine(_proc.Path, $"{process}/smaps_rollup"), $"5600-7fff ---p 0 00:00 0 [rollup]\nRss:      {exactly} kB\nPss:   1 kB\n");
    }

    [Fact]
    public void Time_and_memory_are_those_of_all_threads_of_the_process_and_its_descendants()
    {
        WriteThread(100, 100, "200 ");
        WriteThread(100, 101, "201 ");
        WriteThread(200, 200, "300 ");
        WriteThread(201, 201);
        WriteThread(300, 300);
        WriteThread(999, 999);
        foreach (var process in new[] { 100, 200, 201, 300, 999 }) WriteMemory(process, process, process * 2);

        var probe = new ServerProbe(100, process => TimeSpan.FromMilliseconds(process), _proc.Path);
        Assert.Equal([100, 200, 201, 300], probe.Family().Order());
        Assert.Equal(TimeSpan.FromMilliseconds(801), probe.ReadProcessorTime());
        Assert.Equal(801, probe.ReadResidentMemory());
        Assert.Equal(1602, probe.ReadResidentMemoryExactly());
    }

    [Fact]
    public void A_child_that_has_ended_keeps_its_time()
    {
        var times = new Dictionary<int, int> { [100] = 10, [200] = 4 };
        WriteThread(100, 100, "200");
        WriteThread(200, 200);
        var probe = new ServerProbe(100, process => times.TryGetValue(process, out var time) ? TimeSpan.FromMilliseconds(time) : null, _proc.Path);
        Assert.Equal(14, probe.ReadProcessorTime().TotalMilliseconds);

        Directory.Delete(Path.Combine(_proc.Path, "200"), recursive: true);
        times.Remove(200);
        times[100] = 15;
        Assert.Equal(19, probe.ReadProcessorTime().TotalMilliseconds);
    }

    [Fact]
    public void A_thread_that_has_ended_keeps_its_time()
    {
        var probe = new ServerProbe(Environment.ProcessId);
        var before = probe.ReadProcessorTime();
        var worked = TimeSpan.Zero;
        var thread = new Thread(() =>
        {
            var start = ProcessorClock.ReadThread();
            while ((worked = ProcessorClock.ReadThread() - start) < TimeSpan.FromMilliseconds(50)) _ = Math.Sqrt(worked.Ticks);
        });
        thread.Start();
        thread.Join();
        Assert.True(probe.ReadProcessorTime() - before >= worked);
    }

    [Fact]
    public void A_process_that_is_gone_has_used_nothing()
    {
        var probe = new ServerProbe(4711, _ => null, _proc.Path);
        Assert.False(probe.Exists);
        Assert.Equal(TimeSpan.Zero, probe.ReadProcessorTime());
        Assert.Equal(0, probe.ReadResidentMemoryExactly());
    }

    [Fact]
    public void This_process_uses_time_by_working()
    {
        var probe = new ServerProbe(Environment.ProcessId);
        Assert.True(probe.Exists);
        var before = probe.ReadProcessorTime();
        var own = Process.GetCurrentProcess();
        var ownBefore = own.TotalProcessorTime;
        do
        {
            for (var i = 0; i < 10_000_000; i++) _ = Math.Sqrt(i);
            own.Refresh();
        }
        while (own.TotalProcessorTime - ownBefore < TimeSpan.FromMilliseconds(100));

        // The process's own figure is in ticks of up to 10 ms.
        Assert.True(probe.ReadProcessorTime() - before > TimeSpan.FromMilliseconds(50));
        Assert.InRange(probe.ReadResidentMemoryExactly(), 10_000, 100_000_000);
    }

    [Fact]
    public void Who_listens_is_found()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Assert.Equal(Environment.ProcessId, ListeningProcess.Find((IPEndPoint)listener.LocalEndPoint!));
    }
}
