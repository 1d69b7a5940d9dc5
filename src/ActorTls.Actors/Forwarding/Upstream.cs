using System.Collections.Immutable;
using ActorTls.Connecting;
using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Forwarding;

/// <summary>One upstream of a service: its state over all event loops. Thread-safe.</summary>
internal sealed class Upstream
{
    private UpstreamCounters? _counters;
    private int _active;

    public Upstream(string service, RemoteAddress address, PassiveHealth health, HostResolver? resolver)
    {
        Service = service;
        Health = health;
        Address = address;
        Name = address.ToString()!;
        Tags = [new("upstream", Name)];
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

    /// <summary>Begins a try to connect, which is to be ended by exactly one of the methods of the result.</summary>
    public UpstreamLease Begin(ServerMetrics metrics, ILogger logger)
    {
        _counters ??= AddTo(metrics);
        Interlocked.Increment(ref _active);
        Interlocked.Increment(ref _counters.Connections);
        return new UpstreamLease(this, _counters, logger, Health.Begin());
    }

    // Those of an earlier deployment's upstream, if there was one of this name; this one begins as one that is up.
    private UpstreamCounters AddTo(ServerMetrics metrics)
    {
        var counters = metrics.AddUpstream(Service, Name);
        Volatile.Write(ref counters.Down, 0);
        return counters;
    }

    internal void End()
    {
        Interlocked.Decrement(ref _active);
        Interlocked.Decrement(ref _counters!.Connections);
    }
}
