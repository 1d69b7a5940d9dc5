using System.Runtime.InteropServices;

namespace ActorTls.Files;

/// <summary>What a path leads to, and who may do what with it. Links are followed, where nothing else is said.</summary>
/// <param name="Type">Kind and permissions, as <c>st_mode</c> has them.</param>
/// <param name="Size">In bytes.</param>
internal readonly unsafe record struct FileStatus(ushort Type, long Size)
{
    internal bool IsRegular => (Type & FileCalls.S_IFMT) == FileCalls.S_IFREG;

    internal UnixFileMode Mode => (UnixFileMode)(Type & 0xFFF);

    /// <summary>In words, with an article.</summary>
    internal string Kind => (Type & FileCalls.S_IFMT) switch
    {
        FileCalls.S_IFREG => "a regular file",
        FileCalls.S_IFDIR => "a directory",
        FileCalls.S_IFIFO => "a FIFO",
        FileCalls.S_IFSOCK => "a socket",
        _ => "a device",
    };

    /// <summary>The status of what a path leads to.</summary>
    /// <exception cref="IOException">It does not exist or cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission is denied.</exception>
    internal static FileStatus Of(string path) =>
        Read(FileCalls.AT_FDCWD, path, 0) ?? throw Failure(path);

    internal static FileStatus Of(int descriptor) =>
        Read(descriptor, "", FileCalls.AT_EMPTY_PATH) ?? throw Failure("an open file");

    /// <summary>Null when it does not exist or cannot be looked at.</summary>
    internal static FileStatus? TryOf(string path) => Read(FileCalls.AT_FDCWD, path, 0);

    /// <summary>Whether there is a socket at a path, and not a file of another kind or a link to something.</summary>
    internal static bool IsSocketAt(string path) =>
        Read(FileCalls.AT_FDCWD, path, FileCalls.AT_SYMLINK_NOFOLLOW) is { } status &&
        (status.Type & FileCalls.S_IFMT) == FileCalls.S_IFSOCK;

    /// <summary>Why the last call on this thread failed, in the words that the runtime has for it.</summary>
    internal static Exception Failure(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return error switch
        {
            FileCalls.ENOENT or FileCalls.ENOTDIR => new FileNotFoundException("there is no such file", path),
            FileCalls.EACCES or FileCalls.EPERM => new UnauthorizedAccessException("permission denied"),
            _ => new IOException(Marshal.GetPInvokeErrorMessage(error)),
        };
    }

    private static FileStatus? Read(int directory, string path, int flags)
    {
        // struct statx: the mode at 28, the size at 40.
        var bytes = stackalloc byte[256];
        return FileCalls.statx(directory, path, flags, FileCalls.STATX_TYPE | FileCalls.STATX_MODE | FileCalls.STATX_SIZE, bytes) == 0
            ? new FileStatus(*(ushort*)(bytes + 28), *(long*)(bytes + 40))
            : null;
    }
}
