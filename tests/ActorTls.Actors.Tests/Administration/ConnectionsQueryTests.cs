using ActorTls.Actors.Tests.Connections;
using ActorTls.Administration;
using ActorTls.Connections;
using Xunit.Abstractions;

namespace ActorTls.Actors.Tests.Administration;

/// <summary>Lists of open connections: complete, in order, page by page and slice by slice.</summary>
public sealed class ConnectionsQueryTests(ITestOutputHelper output)
{
    private readonly List<(ConnectionRegistry Registry, ListedConnection Connection)> _all = [];
    private readonly ConnectionRegistry[] _registries = [.. Enumerable.Range(0, 4).Select(_ => new ConnectionRegistry())];
    private long _lastId;

    /// <summary>Two event loops with two listeners.</summary>
    private EventLoopRecords[] Loops => [QueryRun.LoopOf(_registries[0], _registries[1]), QueryRun.LoopOf(_registries[2], _registries[3])];

    [Fact]
    public void Whoever_lives_through_the_whole_list_is_on_exactly_one_page()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 2_000; i++) Join(random);
        var living = _all.Select(each => each.Connection.Id).ToHashSet();

        var (seen, after, pages) = (new List<long>(), (long?)0, 0);
        for (; after is not null; pages++)
        {
            var run = new QueryRun(new ConnectionsQuery(ConnectionFilter.All, after.Value, 70), Loops)
            {
                BetweenSlices = () =>
                {
                    for (var i = 0; i < 3; i++) living.Remove(Leave(random));
                    for (var i = 0; i < 2; i++) Join(random);
                },
            };
            var page = run.Run<Page<ConnectionSnapshot>>();
            Assert.InRange(page.Items.Length, 1, 70);
            seen.AddRange(page.Items.Select(connection => connection.Id));
            after = page.Next;
        }
        Assert.True(pages > 5 && living.Count > 100, $"{pages} pages, {living.Count} have lived");
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(living.Except(seen));
    }

    [Fact]
    public void A_page_that_holds_all_has_no_next_one()
    {
        for (var i = 0; i < 10; i++) Join(new Random(i));
        Assert.Null(List(10).Next);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10L], List(10).Items.Select(connection => connection.Id));
        Assert.Equal(9, List(9).Next);
        Assert.Equal([10L], List(9, after: 9).Items.Select(connection => connection.Id));
        Assert.Empty(List(9, after: 10).Items);
    }

    [Fact]
    public void A_slice_ends_by_the_clock_whether_it_finds_anything_or_not()
    {
        for (var i = 0; i < 1_000; i++) Join(new Random(i));
        var nobody = new QueryRun(new ConnectionsQuery(new ConnectionFilter { Listener = "nowhere" }, 0, 10), Loops);
        Assert.Empty(nobody.Run<Page<ConnectionSnapshot>>().Items);
        Assert.InRange(nobody.Slices, 1_000 / SliceBudget.StepsPerLook, 1_000 / SliceBudget.StepsPerLook * 2);
    }

    [Fact]
    public void A_short_page_does_not_walk_to_the_end()
    {
        for (var i = 0; i < 1_000; i++) Join(new Random(i));
        var run = new QueryRun(new ConnectionsQuery(ConnectionFilter.All, 0, 3), Loops);
        Assert.Equal(3, run.Run<Page<ConnectionSnapshot>>().Items.Length);
        Assert.InRange(run.Slices, 2, 4);
    }

    [Fact]
    public void A_connection_is_found_on_whatever_loop_it_is()
    {
        for (var i = 0; i < 50; i++) Join(new Random(i));
        for (var id = 1; id <= 50; id++) Assert.Equal(id, new QueryRun(new ConnectionQuery(id), Loops).Run<ConnectionSnapshot>().Id);
        Assert.Null(new QueryRun(new ConnectionQuery(51), Loops).Run<ConnectionSnapshot?>());
    }

    [Fact]
    public void The_top_is_what_sorting_all_would_give()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 500; i++) Join(random);
        var expected = _all.Select(each => each.Connection).OrderByDescending(each => each.BytesIn).ThenBy(each => each.Id).Take(20);

        var top = new QueryRun(new TopConnectionsQuery(ConnectionOrder.BytesIn, ConnectionFilter.All, 20), Loops)
            .Run<System.Collections.Immutable.ImmutableArray<ConnectionSnapshot>>();
        Assert.Equal(expected.Select(each => each.Id), top.Select(each => each.Id));
    }

    private Page<ConnectionSnapshot> List(int limit, long after = 0) =>
        new QueryRun(new ConnectionsQuery(ConnectionFilter.All, after, limit), Loops).Run<Page<ConnectionSnapshot>>();

    private void Join(Random random)
    {
        var connection = new ListedConnection(++_lastId) { BytesIn = random.Next(100) };
        var registry = _registries[random.Next(_registries.Length)];
        registry.Join(connection);
        _all.Add((registry, connection));
    }

    private long Leave(Random random)
    {
        if (_all.Count == 0) return 0;
        var (registry, connection) = _all[random.Next(_all.Count)];
        registry.Leave(connection);
        _all.RemoveAll(each => each.Connection == connection);
        return connection.Id;
    }
}
