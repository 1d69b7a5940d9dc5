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

    private void WriteThread(int process, int thread, long nanoseconds, string children = "")
    {
        var task = Directory.CreateDirectory(Path.Combine(_proc.Path, $"{process}/task/{thread}")).FullName;
        File.WriteAllText(Path.Combine(task, "schedstat"), $"{nanoseconds} 12345 678\n");
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
        WriteThread(100, 100, 1_000_000_000, "200 ");
        WriteThread(100, 101, 500_000_000, "201 ");
        WriteThread(200, 200, 20_000_000, "300 ");
        WriteThread(201, 201, 3_000_000);
        WriteThread(300, 300, 4000);
        WriteThread(999, 999, 7_000_000_000);
        foreach (var process in new[] { 100, 200, 201, 300, 999 }) WriteMemory(process, process, process * 2);

        var probe = new ServerProbe(100, _proc.Path);
        Assert.Equal([100, 200, 201, 300], probe.Family().Order());
        Assert.Equal(1_523_004, probe.ReadProcessorTime().TotalMicroseconds);
        Assert.Equal(801, probe.ReadResidentMemory());
        Assert.Equal(1602, probe.ReadResidentMemoryExactly());
    }

    [Fact]
    public void A_thread_or_child_that_has_ended_keeps_its_time()
    {
        WriteThread(100, 100, 1_000_000, "200");
        WriteThread(100, 101, 2_000_000);
        WriteThread(200, 200, 4_000_000);
        var probe = new ServerProbe(100, _proc.Path);
        Assert.Equal(7000, probe.ReadProcessorTime().TotalMicroseconds);

        Directory.Delete(Path.Combine(_proc.Path, "100/task/101"), recursive: true);
        Directory.Delete(Path.Combine(_proc.Path, "200"), recursive: true);
        WriteThread(100, 100, 1_500_000, "200");
        Assert.Equal(7500, probe.ReadProcessorTime().TotalMicroseconds);
    }

    [Theory]
    [InlineData("123 4 5\n", 123L)]
    [InlineData("0 0 0\n", 0L)]
    [InlineData("", null)]
    [InlineData("nonsense 1 2", null)]
    public void The_first_field_of_schedstat_is_what_is_read(string text, long? expected) =>
        Assert.Equal(expected, ServerProbe.ParseOnCpu(text));

    [Fact]
    public void A_process_that_is_gone_has_used_nothing()
    {
        var probe = new ServerProbe(4711, _proc.Path);
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
