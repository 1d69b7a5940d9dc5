using ActorTls.Connections;
using Xunit.Abstractions;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>Who is in the registry, in which order, and how much memory that takes.</summary>
public sealed class ConnectionRegistryTests(ITestOutputHelper output)
{
    private const int BytesOfPlace = 8 + 8;

    [Fact]
    public void It_holds_what_a_sorted_set_would_hold_and_no_more_than_64_bytes_for_each()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (registry, expected) = (new ConnectionRegistry(), new SortedDictionary<long, ListedConnection>());
        var lastId = 0L;
        for (var step = 0; step < 40_000; step++)
        {
            // Tides, so that the registry grows, shrinks and empties.
            if (random.Next(100) < (step / 2_500 % 2 == 0 ? 70 : 25))
            {
                lastId += random.Next(1, 4);
                var joining = new ListedConnection(lastId);
                registry.Join(joining);
                expected.Add(lastId, joining);
            }
            else if (expected.Count > 0)
            {
                var leaving = expected.ElementAt(random.Next(Math.Min(expected.Count, 50))).Value;
                registry.Leave(leaving);
                registry.Leave(leaving);
                expected.Remove(leaving.Id);
                Assert.Null(registry.Find(leaving.Id));
            }
            Assert.Equal(expected.Count, registry.Count);
            Assert.True(registry.Capacity * BytesOfPlace <= 64 * registry.Count + 1024, $"{registry.Capacity} places for {registry.Count}");
            if (step % 500 == 0) Assert.Equal(expected.Keys, Walk(registry));
        }
        Assert.Equal(expected.Keys, Walk(registry));
        Assert.All(expected.Values, connection => Assert.Same(connection, registry.Find(connection.Id)));
    }

    [Fact]
    public void An_id_that_does_not_grow_is_refused()
    {
        var registry = new ConnectionRegistry();
        registry.Join(new ListedConnection(7));
        Assert.Throws<InvalidOperationException>(() => registry.Join(new ListedConnection(7)));
        Assert.Throws<InvalidOperationException>(() => registry.Join(new ListedConnection(6)));
        Assert.Equal([7L], Walk(registry));
    }

    [Fact]
    public void Who_never_joined_takes_nobody_along()
    {
        var registry = new ConnectionRegistry();
        registry.Join(new ListedConnection(7));
        registry.Leave(new ListedConnection(7));
        registry.Leave(new ListedConnection(8));
        Assert.Equal([7L], Walk(registry));
    }

    [Fact]
    public void Who_has_left_is_not_kept_alive()
    {
        var registry = new ConnectionRegistry();
        var gone = JoinAndLeave(registry);
        GC.Collect();
        Assert.DoesNotContain(gone, reference => reference.IsAlive);
        GC.KeepAlive(registry);
    }

    // Not inlined, so that no local variable of the test keeps one.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static List<WeakReference> JoinAndLeave(ConnectionRegistry registry)
    {
        var all = Enumerable.Range(1, 100).Select(id => new ListedConnection(id)).ToList();
        all.ForEach(registry.Join);
        all.ForEach(registry.Leave);
        return [.. all.Select(connection => new WeakReference(connection))];
    }

    private static List<long> Walk(ConnectionRegistry registry)
    {
        var ids = new List<long>();
        for (var next = registry.FindNext(0); next is not null; next = registry.FindNext(next.Id)) ids.Add(next.Id);
        return ids;
    }
}
