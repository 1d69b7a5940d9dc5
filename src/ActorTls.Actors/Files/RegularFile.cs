using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace ActorTls.Files;

/// <summary>
/// Reads files, and nothing but files: a FIFO, a socket or a device in the place of one would be waited for without end.
/// Thread-safe.
/// </summary>
internal static unsafe class RegularFile
{
    /// <summary>The whole content. What is read may be a private key: no copy of it is left behind.</summary>
    /// <param name="path">Links are followed.</param>
    /// <param name="largest">In bytes; a larger file is not read.</param>
    /// <exception cref="IOException">It does not exist, is no regular file, is too large or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission is denied.</exception>
    internal static byte[] Read(string path, int largest)
    {
        // Looked at before it is opened, because opening a device may do something; and again after that.
        RequireRegular(FileStatus.Of(path));
        var descriptor = FileCalls.open(path, FileCalls.O_RDONLY | FileCalls.O_NONBLOCK | FileCalls.O_NOCTTY | FileCalls.O_CLOEXEC);
        if (descriptor < 0) throw FileStatus.Failure(path);
        using var owner = new SafeFileHandle(descriptor, ownsHandle: true);
        var status = FileStatus.Of(descriptor);
        RequireRegular(status);
        if (status.Size > largest) throw TooLarge(largest);
        return Read(descriptor, (int)status.Size, largest);
    }

    /// <param name="descriptor">Open for reading; it stays the caller's.</param>
    /// <param name="expected">How many bytes there seem to be.</param>
    /// <param name="largest">As many as are read.</param>
    internal static byte[] Read(int descriptor, int expected, int largest)
    {
        var buffer = new byte[expected + 1]; // The end of the file is seen without growing.
        var length = 0;
        try
        {
            while (ReadSome(descriptor, buffer.AsSpan(length)) is var count and > 0)
            {
                length += count;
                if (length > largest) throw TooLarge(largest);
                if (length == buffer.Length) Grow(ref buffer);
            }
            return buffer[..length];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private static void RequireRegular(FileStatus status)
    {
        if (!status.IsRegular) throw new IOException($"it is {status.Kind}, and only regular files are read");
    }

    private static int ReadSome(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = FileCalls.read(descriptor, start, (nuint)buffer.Length);
                if (count >= 0) return (int)count;
                var error = Marshal.GetLastPInvokeError();
                if (error != FileCalls.EINTR) throw new IOException(Marshal.GetPInvokeErrorMessage(error));
            }
        }
    }

    private static void Grow(ref byte[] buffer)
    {
        var larger = new byte[Math.Max(buffer.Length * 2, 4096)];
        buffer.CopyTo(larger, 0);
        CryptographicOperations.ZeroMemory(buffer);
        buffer = larger;
    }

    private static IOException TooLarge(int largest) => new(largest >= 1 << 20
        ? $"it is larger than {largest >> 20} MiB"
        : $"it is larger than {largest} bytes");
}
