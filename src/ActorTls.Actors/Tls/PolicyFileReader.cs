using ActorTls.Configuration;

namespace ActorTls.Tls;

/// <summary>Reads the files that a policy names; what cannot be read is reported once, with its path.</summary>
internal sealed class PolicyFileReader(IFileSource files, ConfigurationReport report)
{
    private const UnixFileMode OthersMayRead =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The content; null when there was an error.</summary>
    internal byte[]? Read(FileReference file)
    {
        try
        {
            var content = files.ReadAllBytes(file.Path);
            if (content.Length > 0) return content;
            report.Error(file.Origin, file.Path, "is an empty file");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            report.Error(file.Origin, file.Path, "does not exist");
        }
        catch (UnauthorizedAccessException)
        {
            report.Error(file.Origin, file.Path, "cannot be read: permission denied, or it is a directory");
        }
        catch (IOException exception)
        {
            report.Error(file.Origin, file.Path, $"cannot be read: {exception.Message}");
        }
        return null;
    }

    /// <summary>The certificates of a PEM file, at least one; null when there was an error. Whatever else it holds is wiped.</summary>
    internal List<PemBlock>? ReadCertificates(FileReference file)
    {
        if (Read(file) is not { } content) return null;
        var blocks = PemBlocks.Parse(content);
        content.AsSpan().Clear(); // the private key may be in the same file
        var certificates = blocks.Where(block => block.IsCertificate).ToList();
        if (certificates.Count > 0)
        {
            PemBlocks.Dispose(blocks.Except(certificates));
            return certificates;
        }
        report.Error(file.Origin, file.Path, Describe(blocks, "certificate"), "a PEM file with CERTIFICATE blocks");
        PemBlocks.Dispose(blocks);
        return null;
    }

    /// <summary>
    /// The content of a file that nobody else should be able to read; null when there was an error. The caller wipes it.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="kind">What is secret about it, such as <c>private key</c>.</param>
    internal byte[]? ReadSecret(FileReference file, string kind)
    {
        if (Read(file) is not { } content) return null;
        if (files.GetMode(file.Path) is { } mode && (mode & OthersMayRead) != 0)
            report.Warning(file.Origin, file.Path, $"is a {kind} that others may read or write", "permissions 0600");
        return content;
    }

    /// <summary>The password in a file's first line; null when there was an error. The caller disposes it.</summary>
    internal Password? ReadPassword(FileReference file)
    {
        if (ReadSecret(file, "password") is not { } content) return null;
        try
        {
            var line = content.AsSpan();
            if (line.IndexOf((byte)'\n') is >= 0 and var end) line = line[..end];
            if (line.EndsWith("\r"u8)) line = line[..^1];
            if (line.IsEmpty) report.Error(file.Origin, file.Path, "has an empty first line", "the password in the first line");
            else if (line.Contains((byte)0)) report.Error(file.Origin, file.Path, "has a NUL byte in its first line, the password");
            else if (line.Length > Password.Longest)
                report.Error(file.Origin, file.Path, $"has a password of {line.Length} bytes", $"at most {Password.Longest} bytes");
            else return new Password(line);
            return null;
        }
        finally
        {
            content.AsSpan().Clear();
        }
    }

    /// <summary>What a PEM file holds in place of what was wanted.</summary>
    internal static string Describe(IReadOnlyCollection<PemBlock> blocks, string wanted) => blocks.Count == 0
        ? "is not PEM"
        : $"holds no {wanted}, but: {string.Join(", ", blocks.Select(block => block.Label).Distinct())}";
}
