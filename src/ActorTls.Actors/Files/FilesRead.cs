using System.Collections.Immutable;
using System.Security.Cryptography;

namespace ActorTls.Files;

/// <summary>
/// The files that one load of a configuration has read. Each has the SHA-256 digest of its content, and the way in which it is read
/// again; the content itself is not kept. Thread-safe.
/// </summary>
public sealed class FilesRead
{
    // What stands in the place of a digest. No file has such a digest.
    private const string Unreadable = "";
    private const string ReadTwice = "the content changed between two reads of one load";

    private readonly Dictionary<string, Entry> _files = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>The paths of the files, in ordinal order; also of those that could not be read.</summary>
    public IReadOnlyList<string> Paths => [.. Entries().Select(file => file.Path).Order(StringComparer.Ordinal)];

    /// <summary>Reads a file, and records the digest of its content or that it cannot be read. Throws what the reading throws.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="read">Is kept: it reads the file again, on any thread. The content belongs to the caller.</param>
    internal byte[] Read(string path, Func<byte[]> read)
    {
        var digest = Unreadable;
        try
        {
            var content = read();
            digest = DigestOf(content);
            return content;
        }
        finally
        {
            Record(path, digest, read);
        }
    }

    /// <summary>
    /// Reads every file again. Blocks as long as the file systems take, each of which has a limit. The content is wiped.
    /// </summary>
    /// <returns>The digests by path.</returns>
    /// <exception cref="OperationCanceledException">The cancellation came; it is looked at between two files.</exception>
    internal ImmutableSortedDictionary<string, string> ReadAgain(CancellationToken cancellation)
    {
        var digests = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (path, read) in Entries())
        {
            cancellation.ThrowIfCancellationRequested();
            digests.Add(path, ReadDigest(read));
        }
        return digests.ToImmutable();
    }

    /// <summary>The paths of the files whose digest is not the recorded one.</summary>
    internal IReadOnlyList<string> FindChanged(ImmutableSortedDictionary<string, string> digests)
    {
        lock (_lock) return [.. digests.Where(file => _files[file.Key].Digest != file.Value).Select(file => file.Key)];
    }

    private void Record(string path, string digest, Func<byte[]> read)
    {
        lock (_lock)
        {
            // Which of the two contents was used is unknown. So whatever the file holds later counts as a change.
            if (_files.TryGetValue(path, out var known) && known.Digest != digest) digest = ReadTwice;
            _files[path] = new Entry(digest, read);
        }
    }

    private List<(string Path, Func<byte[]> Read)> Entries()
    {
        lock (_lock) return [.. _files.Select(file => (file.Key, file.Value.Read))];
    }

    private static string ReadDigest(Func<byte[]> read)
    {
        byte[] content;
        try
        {
            content = read();
        }
        catch (Exception)
        {
            return Unreadable;   // Whatever the reason is: a load says it.
        }
        var digest = DigestOf(content);
        CryptographicOperations.ZeroMemory(content);
        return digest;
    }

    private static string DigestOf(byte[] content) => Convert.ToHexString(SHA256.HashData(content));

    private readonly record struct Entry(string Digest, Func<byte[]> Read);
}
