namespace ActorTls.Tls;

/// <summary>How the files that a configuration names are read.</summary>
public interface IFileSource
{
    /// <summary>The whole content. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    byte[] ReadAllBytes(string path);

    /// <summary>The permissions of a file, or of the target of a link; null where there is no such file on disk. Throws <see cref="IOException"/>.</summary>
    UnixFileMode? GetMode(string path);

    /// <summary>
    /// A directory in which others could put another file in the place of a file; null where there is none, or the file is not
    /// on disk. Throws <see cref="IOException"/>.
    /// </summary>
    string? FindDirectoryOthersMayWrite(string path) => null;
}
