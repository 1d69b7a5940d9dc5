using System.Collections.Immutable;
using ActorTls.Administration;
using ActorTls.Connections;
using ActorTls.Sessions;
using Akka.Actor;

namespace ActorTls.Hosting;

/// <content>
/// What can be asked of a running server: who is connected, how connections have ended, why clients fail. Each query may be asked on any
/// thread, and its task completes on one of the pool. The event loops answer in slices between their other work. A query waits for the
/// start, and throws as <see cref="Started"/> does when there was none.
/// </content>
public sealed partial class ActorTlsServer
{
    /// <summary>The most items of a page.</summary>
    public const int LargestPage = 1_000;

    /// <summary>
    /// Open connections in the order of their ids. Whoever is connected from the first page to the last is on exactly one of them; of
    /// those that come and go meanwhile, some are.
    /// </summary>
    /// <param name="filter">Which connections; null for all.</param>
    /// <param name="after">Only ids larger than this one: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">The most connections of the page, from 1 to <see cref="LargestPage"/>.</param>
    /// <param name="cancellation">Gives up waiting for the answer.</param>
    /// <exception cref="InvalidOperationException">The server has ended.</exception>
    public async Task<Page<ConnectionSnapshot>> QueryConnectionsAsync(
        ConnectionFilter? filter = null, long after = 0, int limit = 100, CancellationToken cancellation = default) =>
        (Page<ConnectionSnapshot>)(await AskAsync(new ConnectionsQuery(filter ?? ConnectionFilter.All, after, Checked(limit)), cancellation))!;

    /// <summary>The open connection of an id; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">The server has ended.</exception>
    public async Task<ConnectionSnapshot?> FindConnectionAsync(long id, CancellationToken cancellation = default) =>
        (ConnectionSnapshot?)await AskAsync(new ConnectionQuery(id), cancellation);

    /// <summary>The open connections that have most of something, the first of them first.</summary>
    /// <param name="order">Of what.</param>
    /// <param name="filter">Among which connections; null for all.</param>
    /// <param name="limit">The most connections of the answer, from 1 to <see cref="LargestPage"/>.</param>
    /// <param name="cancellation">Gives up waiting for the answer.</param>
    /// <exception cref="InvalidOperationException">The server has ended.</exception>
    public async Task<ImmutableArray<ConnectionSnapshot>> QueryTopConnectionsAsync(
        ConnectionOrder order, ConnectionFilter? filter = null, int limit = 10, CancellationToken cancellation = default) =>
        (ImmutableArray<ConnectionSnapshot>)(await AskAsync(
            new TopConnectionsQuery(Enum.IsDefined(order) ? order : throw new ArgumentOutOfRangeException(nameof(order)), filter ?? ConnectionFilter.All, Checked(limit)),
            cancellation))!;

    /// <summary>
    /// How connections have ended, the last one first. The server keeps the last 10,000 endings, each of its event loops an equal share
    /// of them.
    /// </summary>
    /// <param name="filter">Of which connections, as they were at their end; null for all.</param>
    /// <param name="reason">Only those that ended for this reason; null for any.</param>
    /// <param name="after">Null for the first page, then <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">The most endings of the page, from 1 to <see cref="LargestPage"/>.</param>
    /// <param name="cancellation">Gives up waiting for the answer.</param>
    /// <exception cref="InvalidOperationException">The server has ended.</exception>
    public async Task<Page<ConnectionEnding>> QueryClosedAsync(
        ConnectionFilter? filter = null, CloseReason? reason = null, long? after = null, int limit = 100,
        CancellationToken cancellation = default) =>
        (Page<ConnectionEnding>)(await AskAsync(new EndingsQuery(filter ?? ConnectionFilter.All, reason, after, Checked(limit)), cancellation))!;

    /// <summary>
    /// How many connections ended before they were established, since the start, most of one kind first. The counts of reasons are
    /// exact; details and sources are told apart for the last 2,048 kinds of each event loop, and the rest is counted by its reason.
    /// </summary>
    /// <param name="by">What they are told apart by.</param>
    /// <param name="cancellation">Gives up waiting for the answer.</param>
    /// <exception cref="InvalidOperationException">The server has ended.</exception>
    public async Task<ImmutableArray<FailureGroup>> CountFailuresAsync(
        FailureGrouping by = FailureGrouping.Reason, CancellationToken cancellation = default) =>
        (ImmutableArray<FailureGroup>)(await AskAsync(new FailuresQuery(by), cancellation))!;

    /// <summary>Who is connected, and how often: the identities of established connections, by listener.</summary>
    /// <param name="filter">Which connections count; null for all.</param>
    /// <param name="after">Null for the first page, then <see cref="IdentityPage.Next"/> of the page before.</param>
    /// <param name="limit">The most identities of the page, from 1 to <see cref="LargestPage"/>.</param>
    /// <param name="cancellation">Gives up waiting for the answer.</param>
    /// <exception cref="InvalidOperationException">The server has ended.</exception>
    public async Task<IdentityPage> QueryIdentitiesAsync(
        ConnectionFilter? filter = null, IdentityKey? after = null, int limit = 100, CancellationToken cancellation = default) =>
        (IdentityPage)(await AskAsync(new IdentitiesQuery(filter ?? ConnectionFilter.All, after, Checked(limit)), cancellation))!;

    private static int Checked(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LargestPage);
        return limit;
    }

    private async Task<object?> AskAsync(IQuery query, CancellationToken cancellation)
    {
        await _started.Task.WaitAsync(cancellation);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asked = _administration!.Ask<object>(new AnswerQuery(query), giveUp.Token);
        await Task.WhenAny(asked, _drained.Task);
        if (!asked.IsCompleted)
        {
            // The actor is gone, or goes: there may be no answer any more.
            await giveUp.CancelAsync();
            await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new InvalidOperationException("The server has ended.");
        }
        return await asked switch
        {
            QueryAnswered answered => answered.Answer,
            QueryFailed failed => throw new InvalidOperationException("The query could not be answered.", failed.Failure),
            var other => throw new InvalidOperationException($"The query was answered with {other}."),
        };
    }
}
