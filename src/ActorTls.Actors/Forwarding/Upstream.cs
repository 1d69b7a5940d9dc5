using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Forwarding;

/// <summary>One upstream of a service: its state over all event loops. Thread-safe.</summary>
internal sealed class Upstream
{
    private readonly string _service;
    private readonly PassiveHealth _health;
    private UpstreamCounters? _counters;
    private int _active;

    public Upstream(string service, UpstreamAddress address, PassiveHealth health, HostResolver? resolver)
    {
        _service = service;
        _health = health;
        Address = address;
        Name = address.ToString()!;
        Resolver = resolver;
    }

    public UpstreamAddress Address { get; }

    /// <summary>As configured; for logs and metrics.</summary>
    public string Name { get; }

    /// <summary>Finds the addresses of a host name; null for an upstream that is an address itself.</summary>
    public HostResolver? Resolver { get; }

    /// <summary>Connections that are open, or being opened.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Whether it is to be tried before others are.</summary>
    public bool IsAvailable => _health.IsAvailable;

    /// <summary>Begins a try to connect, which is to be ended by exactly one of the methods of the result.</summary>
    public Use Begin(ServerMetrics metrics, ILogger logger)
    {
        _counters ??= AddTo(metrics);
        Interlocked.Increment(ref _active);
        Interlocked.Increment(ref _counters.Connections);
        return new Use(this, _counters, logger, _health.Begin());
    }

    // Those of an earlier deployment's upstream, if there was one of this name; this one begins as one that is up.
    private UpstreamCounters AddTo(ServerMetrics metrics)
    {
        var counters = metrics.AddUpstream(_service, Name);
        Volatile.Write(ref counters.Down, 0);
        return counters;
    }

    private void End()
    {
        Interlocked.Decrement(ref _active);
        Interlocked.Decrement(ref _counters!.Connections);
    }

    /// <summary>One connection's share of an upstream. Belongs to the connection's event loop.</summary>
    internal sealed class Use(Upstream upstream, UpstreamCounters counters, ILogger logger, bool isProbe)
    {
        private bool _isDecided;

        /// <summary>The upstream is connected, and TLS with it established; the use goes on until <see cref="End"/>.</summary>
        public void Succeed()
        {
            _isDecided = true;
            Interlocked.Increment(ref counters.Connected);
            if (!upstream._health.Succeed()) return;
            Volatile.Write(ref counters.Down, 0);
            logger.UpstreamUp(upstream.Name, upstream._service);
        }

        /// <summary>It could not be connected. Ends the use.</summary>
        /// <param name="reason">For the log.</param>
        /// <param name="isRejected">Whether it was reached and refused by us.</param>
        public void Fail(string reason, bool isRejected)
        {
            _isDecided = true;
            Interlocked.Increment(ref counters.Failures);
            if (upstream._health.Fail(isProbe, isRejected))
            {
                Volatile.Write(ref counters.Down, 1);
                logger.UpstreamDown(upstream.Name, upstream._service, upstream._health.Failures, reason);
            }
            upstream.End();
        }

        /// <summary>The connection ended, or the try did without an outcome.</summary>
        public void End()
        {
            if (!_isDecided) upstream._health.Abandon(isProbe);
            upstream.End();
        }
    }
}
