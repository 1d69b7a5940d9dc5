using System.Runtime.InteropServices;

namespace ActorTls.Files;

/// <summary>Who else may change a file. Thread-safe.</summary>
internal static unsafe class FilePermissions
{
    /// <summary>
    /// A directory, of those that a path leads through, in which others may put another file in its place; null when there
    /// is none. Both the path as it is given and the one without links count. In a directory with the sticky bit, such as
    /// <c>/tmp</c> and the mounted secrets of Kubernetes, no user can remove another user's file.
    /// </summary>
    /// <param name="path">Absolute.</param>
    internal static string? FindDirectoryOthersMayWrite(string path) =>
        FindAbove(path) ?? (WithoutLinks(path) is { } real && real != path ? FindAbove(real) : null);

    private static string? FindAbove(string path)
    {
        for (var directory = Path.GetDirectoryName(path); directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (FileStatus.TryOf(directory) is { Mode: var mode } &&
                mode.HasFlag(UnixFileMode.OtherWrite) && !mode.HasFlag(UnixFileMode.StickyBit)) return directory;
        }
        return null;
    }

    private static string? WithoutLinks(string path)
    {
        var resolved = stackalloc byte[FileCalls.PATH_MAX];
        return FileCalls.realpath(path, resolved) == 0 ? null : Marshal.PtrToStringUTF8((nint)resolved);
    }
}
