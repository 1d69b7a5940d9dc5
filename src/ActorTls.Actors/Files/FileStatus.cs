using System.Runtime.InteropServices;
using ActorTls.EventLoops;

namespace ActorTls.Files;

/// <summary>What a path leads to, and who may do what with it. Links are followed.</summary>
/// <param name="Type">Kind and permissions, as <c>st_mode</c> has them.</param>
/// <param name="Size">In bytes.</param>
internal readonly unsafe record struct FileStatus(ushort Type, long Size)
{
    internal bool IsRegular => (Type & LibC.S_IFMT) == LibC.S_IFREG;

    internal UnixFileMode Mode => (UnixFileMode)(Type & 0xFFF);

    /// <summary>In words, with an article.</summary>
    internal string Kind => (Type & LibC.S_IFMT) switch
    {
        LibC.S_IFREG => "a regular file",
        LibC.S_IFDIR => "a directory",
        LibC.S_IFIFO => "a FIFO",
        LibC.S_IFSOCK => "a socket",
        _ => "a device",
    };

    /// <exception cref="IOException">It does not exist or cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission is denied.</exception>
    internal static FileStatus Of(string path) =>
        Read(LibC.AT_FDCWD, path, 0) ?? throw Failure(path);

    internal static FileStatus Of(int descriptor) =>
        Read(descriptor, "", LibC.AT_EMPTY_PATH) ?? throw Failure("an open file");

    /// <summary>Null when it does not exist or cannot be looked at.</summary>
    internal static FileStatus? TryOf(string path) => Read(LibC.AT_FDCWD, path, 0);

    /// <summary>Why the last call on this thread failed, in the words that the runtime has for it.</summary>
    internal static Exception Failure(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return error switch
        {
            LibC.ENOENT or LibC.ENOTDIR => new FileNotFoundException("there is no such file", path),
            LibC.EACCES or LibC.EPERM => new UnauthorizedAccessException("permission denied"),
            _ => new IOException(Marshal.GetPInvokeErrorMessage(error)),
        };
    }

    private static FileStatus? Read(int directory, string path, int flags)
    {
        // struct statx: the mode at 28, the size at 40.
        var bytes = stackalloc byte[256];
        return LibC.statx(directory, path, flags, LibC.STATX_TYPE | LibC.STATX_MODE | LibC.STATX_SIZE, bytes) == 0
            ? new FileStatus(*(ushort*)(bytes + 28), *(long*)(bytes + 40))
            : null;
    }
}
