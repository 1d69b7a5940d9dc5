namespace ActorTls.Tls;

/// <summary>Reads from the file system. Thread-safe.</summary>
public sealed class DiskFileSource : IFileSource
{
    /// <summary>Larger than any sensible bundle of certificates or CRLs; guards against a path such as <c>/dev/zero</c>.</summary>
    private const int LargestFile = 64 << 20;

    /// <inheritdoc/>
    public byte[] ReadAllBytes(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        // Large enough from the start: a buffer that grows leaves copies behind, and what is read may be a private key.
        var expected = stream.CanSeek ? Math.Min(stream.Length, LargestFile) : 0;
        using var content = new MemoryStream((int)Math.Max(expected, 16384));
        var buffer = new byte[16384];
        while (stream.Read(buffer) is var read and > 0)
        {
            if (content.Length + read > LargestFile) throw new IOException($"The file '{path}' is larger than {LargestFile >> 20} MiB.");
            content.Write(buffer, 0, read);
        }
        var bytes = content.ToArray();
        content.GetBuffer().AsSpan().Clear();
        buffer.AsSpan().Clear();
        return bytes;
    }

    /// <inheritdoc/>
    public UnixFileMode? GetMode(string path) => File.Exists(path) ? File.GetUnixFileMode(path) : null;
}
