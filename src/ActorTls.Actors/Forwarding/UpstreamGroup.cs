using System.Collections.Immutable;

namespace ActorTls.Forwarding;

/// <summary>The upstreams of a service, and in which order a connection tries them. Thread-safe.</summary>
internal sealed class UpstreamGroup(ImmutableArray<Upstream> upstreams, Balance balance)
{
    private uint _next = uint.MaxValue;

    public ImmutableArray<Upstream> Upstreams => upstreams;

    /// <summary>
    /// All of them, a new array: those that are available as <c>balance</c> says, then those that are marked down, which are
    /// better than nothing.
    /// </summary>
    public Upstream[] Order()
    {
        if (upstreams.Length == 1) return [upstreams[0]];

        var ordered = new Upstream[upstreams.Length];
        var available = 0;
        foreach (var upstream in upstreams)
        {
            if (upstream.IsAvailable) ordered[available++] = upstream;
        }
        Arrange(ordered.AsSpan(0, available));

        var count = available;
        foreach (var upstream in upstreams)
        {
            if (!ordered.AsSpan(0, available).Contains(upstream)) ordered[count++] = upstream;
        }
        return ordered;
    }

    private void Arrange(Span<Upstream> available)
    {
        if (balance == Balance.First || available.Length < 2) return;

        // Those with equally many connections take turns too.
        Rotate(available, (int)(Interlocked.Increment(ref _next) % (uint)available.Length));
        if (balance == Balance.LeastConnections) SortByConnections(available);
    }

    private static void Rotate(Span<Upstream> upstreams, int by)
    {
        upstreams[..by].Reverse();
        upstreams[by..].Reverse();
        upstreams.Reverse();
    }

    // Stable, on figures that may change meanwhile.
    private static void SortByConnections(Span<Upstream> upstreams)
    {
        Span<int> active = upstreams.Length <= 64 ? stackalloc int[upstreams.Length] : new int[upstreams.Length];
        for (var i = 0; i < upstreams.Length; i++) active[i] = upstreams[i].Active;
        for (var i = 1; i < upstreams.Length; i++)
        {
            for (var j = i; j > 0 && active[j - 1] > active[j]; j--)
            {
                (active[j - 1], active[j]) = (active[j], active[j - 1]);
                (upstreams[j - 1], upstreams[j]) = (upstreams[j], upstreams[j - 1]);
            }
        }
    }
}
