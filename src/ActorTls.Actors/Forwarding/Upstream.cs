using System.Collections.Immutable;
using ActorTls.Connecting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorTls.Forwarding;

/// <summary>One upstream of a service: its state over all event loops. Thread-safe.</summary>
internal sealed class Upstream
{
    private UpstreamCounters _counters;
    private ILogger _logger = NullLogger.Instance;
    private int _active;

    public Upstream(string service, RemoteAddress address, PassiveHealth health, HostResolver? resolver)
    {
        Service = service;
        Health = health;
        Address = address;
        Name = address.ToString()!;
        Tags = [new("upstream", Name)];
        _counters = new UpstreamCounters(service, Name);   // Counts for nobody until the server's take its place.
        Resolver = resolver;
    }

    /// <summary>The service that it belongs to.</summary>
    public string Service { get; }

    /// <summary>Whether it is up.</summary>
    public PassiveHealth Health { get; }

    public RemoteAddress Address { get; }

    /// <summary>As configured; for logs and metrics.</summary>
    public string Name { get; }

    /// <summary>What the event of a forwarded connection's end tells of it.</summary>
    public ImmutableArray<KeyValuePair<string, object?>> Tags { get; }

    /// <summary>Finds the addresses of a host name; null for an upstream that is an address itself.</summary>
    public HostResolver? Resolver { get; }

    /// <summary>Connections that are open, or being opened.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Whether it is to be tried before others are.</summary>
    public bool IsAvailable => Health.IsAvailable;

    /// <summary>
    /// The upstream is about to be used: it counts on where an earlier deployment's upstream of this name stopped, and begins as one
    /// that is up.
    /// </summary>
    public void Start(UpstreamMetrics metrics, ILogger logger)
    {
        var counters = metrics.CountersOf(Service, Name);
        if (counters == _counters) return;   // Shared by several listeners, or deployed again.
        Volatile.Write(ref counters.Down, 0);
        (_counters, _logger) = (counters, logger);
    }

    /// <summary>Begins a try to connect, which is to be ended by exactly one of the methods of the result.</summary>
    public UpstreamLease Begin()
    {
        Interlocked.Increment(ref _active);
        Interlocked.Increment(ref _counters.Connections);
        return new UpstreamLease(this, _counters, _logger, Health.Begin());
    }

    /// <summary>A lease has ended.</summary>
    internal void End(UpstreamCounters counters)
    {
        Interlocked.Decrement(ref _active);
        Interlocked.Decrement(ref counters.Connections);
    }
}
