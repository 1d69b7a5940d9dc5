using System.Globalization;
using ActorTls.Files;

namespace ActorTls.Configuration;

/// <summary>
/// Configuration files that are descriptors of this process, such as <c>/dev/stdin</c>, or <c>/dev/fd/63</c> of a shell's
/// <c>&lt;(…)</c>. A pipe can be read once, so its content is kept: reading the configuration anew with the same object gets the same
/// content. Thread-safe.
/// </summary>
public sealed class PipedDocuments
{
    // The writer may have to fetch a secret from elsewhere first.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly BoundedCalls _calls = new(Patience, "whoever writes to it");
    private readonly Dictionary<int, byte[]> _known = [];
    private readonly Lock _lock = new();

    /// <summary>The descriptor that a path stands for; null when it is the path of a file.</summary>
    internal static int? FindDescriptor(string path)
    {
        if (path == "/dev/stdin") return 0;
        foreach (var directory in (string[])["/dev/fd/", "/proc/self/fd/"])
        {
            if (path.StartsWith(directory, StringComparison.Ordinal) &&
                int.TryParse(path.AsSpan(directory.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        }
        return null;
    }

    /// <summary>All that comes through a descriptor, to its end; a regular file is read from its start each time.</summary>
    /// <exception cref="IOException">It is not open, cannot be read, is too large or does not end.</exception>
    internal byte[] Read(int descriptor, int largest)
    {
        if (FileStatus.Of(descriptor).IsRegular)
            return _calls.Run(() => RegularFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}"), largest));
        lock (_lock)
        {
            if (_known.TryGetValue(descriptor, out var known)) return known;
            return _known[descriptor] = _calls.Run(() => RegularFile.Read(descriptor, 0, largest));
        }
    }
}
