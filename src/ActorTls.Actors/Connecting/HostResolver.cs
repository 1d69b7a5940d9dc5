using System.Net;

namespace ActorTls.Connecting;

/// <summary>
/// The addresses of one host name, for all connections of a service. They are kept while connecting to one of them works, but
/// not for long, so that a name that moves is noticed; and whoever waits for the same answer shares the question.
/// Thread-safe.
/// </summary>
internal sealed class HostResolver(string name, int port, TimeProvider time, Func<string, Task<IPAddress[]>> resolve)
{
    /// <summary>How long addresses are used without asking again.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Task<SocketTarget[]>? _pending;
    private SocketTarget[]? _known;
    private long _knownSince;

    /// <summary>The addresses of a recent answer, the one that worked last first; null when they have to be asked for.</summary>
    public SocketTarget[]? Known
    {
        get
        {
            lock (_lock) return _known is not null && time.GetElapsedTime(_knownSince) < KeptFor ? _known : null;
        }
    }

    /// <summary>Asks, or joins whoever is asking. Faults when there is no answer or no address.</summary>
    public Task<SocketTarget[]> ResolveAsync()
    {
        lock (_lock) return _pending ??= Task.Run(AskAsync);
    }

    /// <summary>Connecting to an address worked: it is the first one from now on.</summary>
    public void Succeeded(SocketTarget target)
    {
        lock (_lock)
        {
            if (_known is null || _known[0] == target) return;
            var index = Array.IndexOf(_known, target);
            if (index > 0) _known = [target, .. _known[..index], .. _known[(index + 1)..]];
        }
    }

    /// <summary>Connecting to none of these addresses worked: they are not used again.</summary>
    public void Failed(SocketTarget[] targets)
    {
        lock (_lock)
        {
            if (_known is not null && _known.Length == targets.Length && _known.All(targets.Contains)) _known = null;
        }
    }

    private async Task<SocketTarget[]> AskAsync()
    {
        try
        {
            var addresses = await resolve(name).ConfigureAwait(false);
            SocketTarget[] targets = [.. addresses.Distinct().Select(address => SocketTarget.Of(new IPEndPoint(address, port)))];
            if (targets.Length == 0) throw new IOException("the name has no address");
            lock (_lock) (_known, _knownSince) = (targets, time.GetTimestamp());
            return targets;
        }
        finally
        {
            lock (_lock) _pending = null;
        }
    }
}
