using System.Collections.Immutable;
using System.Net;
using ActorTls.Actors.Tests.Connections;
using ActorTls.Administration;
using ActorTls.Connections;
using ActorTls.Sessions;

namespace ActorTls.Actors.Tests.Administration;

/// <summary>Lists of endings and counts of failures, over several event loops.</summary>
public sealed class EndingsQueryTests
{
    private readonly EventLoopRecords[] _loops = [QueryRun.LoopOf(), QueryRun.LoopOf()];

    [Fact]
    public void Endings_are_listed_page_by_page_from_the_last_one_on()
    {
        for (var id = 1; id <= 60; id++) Add(id % 2, new ListedConnection(id), CloseReason.IdleTimeout);

        var (seen, after) = (new List<long>(), (long?)null);
        do
        {
            var page = List(null, after, 7);
            seen.AddRange(page.Items.Select(ending => ending.Connection.Id));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(Enumerable.Range(1, 60).Reverse().Select(id => (long)id), seen);
    }

    [Fact]
    public void Endings_that_come_while_they_are_listed_disturb_no_page()
    {
        for (var id = 1; id <= 100; id++) Add(0, new ListedConnection(id), CloseReason.IdleTimeout);
        var next = 101;
        var run = new QueryRun(new EndingsQuery(ConnectionFilter.All, null, null, 1_000), _loops)
        {
            BetweenSlices = () => Add(0, new ListedConnection(next++), CloseReason.IdleTimeout),
        };
        var ids = run.Run<Page<ConnectionEnding>>().Items.Select(ending => ending.Connection.Id).ToList();
        Assert.True(run.Slices > 3);
        Assert.Equal(ids.OrderDescending(), ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.InRange(ids.Count, 100 - run.Slices, 100);   // What the ring has room for, but for what was written over meanwhile.
    }

    [Fact]
    public void Endings_are_chosen_by_reason_and_by_what_the_connection_was()
    {
        Add(0, new ListedConnection(1), CloseReason.IdleTimeout);
        Add(1, new ListedConnection(2) { Listener = "back" }, CloseReason.IdleTimeout);
        Add(0, new ListedConnection(3) { Listener = "back" }, CloseReason.PeerReset);
        Assert.Equal(2, Assert.Single(List(CloseReason.IdleTimeout, null, 10, new ConnectionFilter { Listener = "back" }).Items).Connection.Id);
    }

    [Fact]
    public void Failures_are_counted_over_all_loops_by_what_is_asked_for()
    {
        var (here, there) = (IPAddress.Parse("192.0.2.7"), IPAddress.Parse("192.0.2.8"));
        Add(0, Failing(1, here), CloseReason.HandshakeFailed, "a");
        Add(1, Failing(2, here), CloseReason.HandshakeFailed, "b");
        Add(0, Failing(3, there), CloseReason.HandshakeFailed, "a");
        Add(1, Failing(4, there), CloseReason.CertificateRejected, "a");
        Add(1, new ListedConnection(5), CloseReason.IdleTimeout);   // Established: no failure.

        Assert.Equal([(null, null, null, 4L, 4L)], Count(FailureGrouping.None));
        Assert.Equal(
            [(CloseReason.HandshakeFailed, null, null, 3L, 3L), (CloseReason.CertificateRejected, null, null, 1L, 4L)],
            Count(FailureGrouping.Reason));
        Assert.Equal([(null, "a", null, 3L, 4L), (null, "b", null, 1L, 2L)], Count(FailureGrouping.Detail));
        Assert.Equal(
            [(null, null, "192.0.2.8", 2L, 4L), (null, null, "192.0.2.7", 2L, 2L)], Count(FailureGrouping.Source));
        Assert.Equal(4, Count(FailureGrouping.Reason | FailureGrouping.Detail | FailureGrouping.Source).Count);
    }

    [Fact]
    public void What_is_told_apart_no_more_still_counts_for_its_reason()
    {
        const int kinds = FailureCounts.MostKinds + 10;
        for (var i = 0; i < kinds; i++) Add(0, Failing(i + 1, new IPAddress([10, 0, (byte)(i >> 8), (byte)i])), CloseReason.HandshakeTimeout);
        Assert.Equal((long)kinds, Assert.Single(Count(FailureGrouping.Reason)).Count);
        Assert.Equal(10, Assert.Single(Failures(FailureGrouping.Source), failure => failure.IsRemainder).Count);
    }

    private static ListedConnection Failing(long id, IPAddress source) => new(id) { Address = source, Phase = ConnectionPhase.Handshaking };

    private void Add(int loop, ListedConnection connection, CloseReason reason, string? detail = null) =>
        _loops[loop].Endings.Add(connection.CreateSnapshot(DateTimeOffset.UtcNow), reason, detail);

    private Page<ConnectionEnding> List(CloseReason? reason, long? after, int limit, ConnectionFilter? filter = null) =>
        new QueryRun(new EndingsQuery(filter ?? ConnectionFilter.All, reason, after, limit), _loops).Run<Page<ConnectionEnding>>();

    private List<(CloseReason? Reason, string? Detail, string? Source, long Count, long Last)> Count(FailureGrouping by) =>
        [.. Failures(by).Select(failure => (failure.Reason, failure.Detail, failure.Source, failure.Count, failure.Last.Connection.Id))];

    private ImmutableArray<FailureGroup> Failures(FailureGrouping by) =>
        new QueryRun(new FailuresQuery(by), _loops).Run<ImmutableArray<FailureGroup>>();
}
