using ActorTls.Tls;

namespace ActorTls.Server.Certificates;

/// <summary>Files as they are on disk.</summary>
internal sealed class DiskFileSource : IFileSource
{
    /// <inheritdoc/>
    public byte[] ReadAllBytes(string path) => File.ReadAllBytes(path);

    /// <inheritdoc/>
    public UnixFileMode? GetMode(string path) => File.Exists(path) ? File.GetUnixFileMode(path) : null;
}
