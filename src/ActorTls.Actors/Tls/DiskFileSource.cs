using System.Security.Cryptography;
using ActorTls.Files;

namespace ActorTls.Tls;

/// <summary>
/// Reads regular files from the file system. A file system that does not answer within ten seconds counts as a file that cannot be
/// read. Thread-safe.
/// </summary>
public sealed class DiskFileSource : IFileSource
{
    /// <summary>Larger than any sensible bundle of certificates or CRLs.</summary>
    private const int LargestFile = 64 << 20;

    private readonly BoundedCalls _calls = new(BoundedCalls.DefaultPatience);

    /// <inheritdoc/>
    public byte[] ReadAllBytes(string path) =>
        _calls.Run(() => RegularFile.Read(path, LargestFile), static content => CryptographicOperations.ZeroMemory(content));

    /// <inheritdoc/>
    public UnixFileMode? GetMode(string path) => _calls.Run(() => FileStatus.TryOf(path)?.Mode);

    /// <inheritdoc/>
    public string? FindDirectoryOthersMayWrite(string path) => _calls.Run(() => FilePermissions.FindDirectoryOthersMayWrite(path));
}
