using ActorTls.EventLoops;
using ActorTls.Scenarios.Harness;
using Akka.Dispatch;

namespace ActorTls.Scenarios.SteadyPath;

/// <summary>
/// What the event loops of servers have allocated since they started: each loop's thread reads its own counter, which the
/// runtime keeps to the byte. Reading it allocates nothing on the loop.
/// </summary>
internal sealed class LoopAllocations(IEnumerable<EventLoop> loops)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Probe[] _probes = [.. loops.Select(loop => new Probe(loop))];

    public LoopAllocations(params TestServer[] servers)
        : this(servers.SelectMany(server => server.Loops))
    {
    }

    /// <summary>Bytes on all loops together, up to a moment after everything that they had to run before this call.</summary>
    public async Task<long> ReadAsync()
    {
        foreach (var probe in _probes) probe.Begin();
        var deadline = DateTime.UtcNow + Patience;
        while (!_probes.All(probe => probe.IsDone))
        {
            Assert.True(DateTime.UtcNow < deadline, "An event loop does not run what it is given.");
            await Task.Delay(1);
        }
        return _probes.Sum(probe => probe.Bytes);
    }

    private sealed class Probe(EventLoop loop) : IRunnable
    {
        private volatile bool _isDone;

        public bool IsDone => _isDone;

        public long Bytes { get; private set; }

        public void Begin()
        {
            _isDone = false;
            loop.Execute(this);
        }

        public void Run()
        {
            Bytes = GC.GetAllocatedBytesForCurrentThread();
            _isDone = true;
        }

        public void Execute() => Run();
    }
}
