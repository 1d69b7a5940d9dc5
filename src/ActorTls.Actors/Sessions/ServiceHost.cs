using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace ActorTls.Sessions;

/// <summary>What a running server gives its services. Lives as long as the server. Thread-safe.</summary>
/// <param name="logger">Takes the events of services.</param>
/// <param name="meter">The server's meter, for instruments of services.</param>
public sealed class ServiceHost(ILogger logger, Meter meter)
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _shared = [];

    /// <summary>Takes the events of services.</summary>
    public ILogger Logger => logger;

    /// <summary>
    /// An object of a service type's own that outlives deployments, such as its instruments: made with the server's meter when it is
    /// asked for first, and the same one for every later deployment.
    /// </summary>
    public T Shared<T>(Func<Meter, T> create) where T : class =>
        (T)_shared.GetOrAdd(typeof(T), _ => new Lazy<object>(() => create(meter))).Value;
}
