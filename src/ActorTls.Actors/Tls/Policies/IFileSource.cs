namespace ActorTls.Tls;

/// <summary>How the files that a configuration names are read.</summary>
public interface IFileSource
{
    /// <summary>The whole content. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    byte[] ReadAllBytes(string path);

    /// <summary>The permissions, of what a link leads to, or null where there is no such file on disk. Throws <see cref="IOException"/>.</summary>
    UnixFileMode? GetMode(string path);

    /// <summary>
    /// A directory in which others could put another file in the place of this one; null where there is none, or nothing is
    /// on disk. Throws <see cref="IOException"/>.
    /// </summary>
    string? FindDirectoryOthersMayWrite(string path) => null;
}
