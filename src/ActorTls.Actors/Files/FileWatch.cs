using System.Collections.Immutable;

namespace ActorTls.Files;

/// <summary>
/// Finds out that files have changed, by reading them at an interval. Only content counts: a file that was touched, or replaced by
/// an equal one, has not changed. Thread-safe.
/// </summary>
/// <param name="time">The clock of the interval.</param>
/// <param name="onUnsettled">
/// Gets the paths that have changed, after each look that has to be confirmed by another one. Called on a thread of the pool.
/// </param>
public sealed class FileWatch(TimeProvider time, Action<IReadOnlyList<string>>? onUnsettled = null)
{
    /// <summary>
    /// Completes when two looks in a row find the same content in all files, and find that some of it is not what was loaded. So a
    /// file that is being written is not taken for whole; the first look comes after one interval. A file that cannot be read
    /// counts as content. The looks are made on the thread pool, one at a time.
    /// </summary>
    /// <param name="loaded">The files of the last load, whether its configuration was deployed or refused.</param>
    /// <param name="interval">Between the end of one look and the next look.</param>
    /// <param name="cancellation">Ends the wait, once a file that is being read was read.</param>
    /// <returns>The paths of the files that have changed, in ordinal order.</returns>
    /// <exception cref="OperationCanceledException">The cancellation came. No look is under way any more.</exception>
    public async Task<IReadOnlyList<string>> WaitForChangeAsync(FilesRead loaded, TimeSpan interval, CancellationToken cancellation)
    {
        ImmutableSortedDictionary<string, string>? before = null;
        while (true)
        {
            await Task.Delay(interval, time, cancellation).ConfigureAwait(false);
            var now = await Task.Run(() => loaded.ReadAgain(cancellation), cancellation).ConfigureAwait(false);
            var changed = loaded.FindChanged(now);
            if (changed.Count == 0)
            {
                before = null;
                continue;
            }
            if (before is not null && before.SequenceEqual(now)) return changed;
            before = now;
            onUnsettled?.Invoke(changed);
        }
    }
}
