using System.Runtime.InteropServices;

namespace ActorTls.Files;

/// <summary>
/// The calls of the C library on files. Names and values are those of the headers of Linux on x64 and arm64. A function that fails
/// returns -1 (<see cref="realpath"/>: 0) and leaves its reason in <see cref="Marshal.GetLastPInvokeError"/>. Any thread; each call may
/// block for as long as the file system does.
/// </summary>
internal static unsafe partial class FileCalls
{
    private const string Library = "libc";

    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EACCES = 13;
    public const int ENOTDIR = 20;

    public const int AT_FDCWD = -100;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const int AT_EMPTY_PATH = 0x1000;
    public const uint STATX_TYPE = 1;
    public const uint STATX_MODE = 2;
    public const uint STATX_SIZE = 0x200;
    public const ushort S_IFMT = 0xF000;
    public const ushort S_IFSOCK = 0xC000;
    public const ushort S_IFREG = 0x8000;
    public const ushort S_IFDIR = 0x4000;
    public const ushort S_IFIFO = 0x1000;
    public const int O_RDONLY = 0;
    public const int O_NOCTTY = 0x100;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int PATH_MAX = 4096;

    /// <param name="directory"><see cref="AT_FDCWD"/>: relative paths are relative to the working directory.</param>
    /// <param name="path">The file.</param>
    /// <param name="flags"><see cref="AT_SYMLINK_NOFOLLOW"/>; <see cref="AT_EMPTY_PATH"/>: the descriptor itself.</param>
    /// <param name="mask"><see cref="STATX_TYPE"/>, <see cref="STATX_MODE"/>, <see cref="STATX_SIZE"/>.</param>
    /// <param name="result">256 bytes; its layout is the same on every processor.</param>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statx(int directory, string path, int flags, uint mask, byte* result);

    /// <param name="path">The file.</param>
    /// <param name="flags">One of the <c>O_</c> constants, none that makes a file: that would take a third argument.</param>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(int descriptor, void* buffer, nuint count);

    /// <param name="path">The file.</param>
    /// <param name="resolved">Receives its path without links; <see cref="PATH_MAX"/> bytes.</param>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint realpath(string path, byte* resolved);
}
