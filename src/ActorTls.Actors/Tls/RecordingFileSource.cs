using ActorTls.Files;

namespace ActorTls.Tls;

/// <summary>Reads files from another source, and records what was read, for <see cref="FileWatch"/>. Thread-safe if the source is.</summary>
/// <param name="files">Reads the files, also when they are looked at again.</param>
/// <param name="read">Gets each file.</param>
public sealed class RecordingFileSource(IFileSource files, FilesRead read) : IFileSource
{
    /// <inheritdoc/>
    public byte[] ReadAllBytes(string path) => read.Read(path, () => files.ReadAllBytes(path));

    /// <inheritdoc/>
    public UnixFileMode? GetMode(string path) => files.GetMode(path);

    /// <inheritdoc/>
    public string? FindDirectoryOthersMayWrite(string path) => files.FindDirectoryOthersMayWrite(path);
}
