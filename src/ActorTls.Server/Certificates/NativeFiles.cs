using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorTls.Server.Certificates;

/// <summary>The calls of the C library that .NET has no method for: who owns a file, and a lock between processes.</summary>
internal static unsafe partial class NativeFiles
{
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint STATX_BASIC_STATS = 0x7ff;
    private const int O_RDWR = 0x2;
    private const int O_CREAT = 0x40;
    private const int O_CLOEXEC = 0x80000;
    private const int LOCK_EX = 2;
    private const int EINTR = 4;
    private const ushort S_IFMT = 0xf000;
    private const ushort S_IFDIR = 0x4000;

    /// <summary>The user whose rights this process has.</summary>
    public static uint EffectiveUserId => geteuid();

    /// <summary>Reads the attributes of a path itself: a symbolic link is not followed.</summary>
    /// <exception cref="IOException">The path does not exist or may not be looked at.</exception>
    public static FileAttributesOnDisk GetAttributes(string path)
    {
        Statx result;
        if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &result) != 0)
            throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        return new FileAttributesOnDisk(
            (result.Mode & S_IFMT) == S_IFDIR, result.UserId, (UnixFileMode)(result.Mode & 0xfff));
    }

    /// <summary>
    /// Opens a file, which is made where it does not exist, and waits for its exclusive lock. The lock is given back
    /// when the handle is closed. (The runtime's own locks fail at once instead of waiting.)
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened, or the file system has no locks.</exception>
    public static SafeFileHandle OpenLocked(string path, UnixFileMode mode)
    {
        var file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, (uint)mode);
        var error = file.IsInvalid ? Marshal.GetLastPInvokeError() : Lock(file);
        if (error == 0) return file;
        file.Dispose();
        throw new IOException($"cannot lock {path}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static int Lock(SafeFileHandle file)
    {
        while (flock(file, LOCK_EX) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != EINTR) return error;
        }
        return 0;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, Statx* result);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    // Variadic in C; with integer arguments the calling convention of Linux on x64 and arm64 is the same.
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    // struct statx of <linux/stat.h>: one layout on every architecture, unlike struct stat.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(20)] public uint UserId;
        [FieldOffset(28)] public ushort Mode;
    }
}
