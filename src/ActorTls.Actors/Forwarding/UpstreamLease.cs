using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Forwarding;

/// <summary>One connection's share of an upstream. Belongs to the connection's event loop.</summary>
internal sealed class UpstreamLease(Upstream upstream, UpstreamCounters counters, ILogger logger, bool isProbe)
{
    private bool _isDecided;

    /// <summary>The upstream is connected, and TLS with it established; the lease goes on until <see cref="End"/>.</summary>
    public void Succeed()
    {
        _isDecided = true;
        Interlocked.Increment(ref counters.Connected);
        if (!upstream.Health.Succeed()) return;
        Volatile.Write(ref counters.Down, 0);
        logger.UpstreamUp(upstream.Name, upstream.Service);
    }

    /// <summary>It could not be connected. Ends the lease.</summary>
    /// <param name="reason">For the log.</param>
    /// <param name="isRejected">Whether it was reached and refused by us.</param>
    public void Fail(string reason, bool isRejected)
    {
        _isDecided = true;
        Interlocked.Increment(ref counters.Failures);
        if (upstream.Health.Fail(isProbe, isRejected))
        {
            Volatile.Write(ref counters.Down, 1);
            logger.UpstreamDown(upstream.Name, upstream.Service, upstream.Health.Failures, reason);
        }
        upstream.End(counters);
    }

    /// <summary>The connection ended, or the try did without an outcome.</summary>
    public void End()
    {
        if (!_isDecided) upstream.Health.Abandon(isProbe);
        upstream.End(counters);
    }
}
