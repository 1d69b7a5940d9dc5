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

    /// <summary>The certificates of a PEM file, at least one; null when there was an error. The caller disposes them.</summary>
    internal List<PemBlock>? ReadCertificates(FileReference file)
    {
        if (Read(file) is not { } content) return null;
        var blocks = PemBlocks.Parse(content);
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

    /// <summary>The one private key of a PEM file; null when there was an error. The caller disposes it.</summary>
    internal PemBlock? ReadPrivateKey(FileReference file)
    {
        if (Read(file) is not { } content) return null;
        if (files.GetMode(file.Path) is { } mode && (mode & OthersMayRead) != 0)
            report.Warning(file.Origin, file.Path, "is a private key that others may read or write", "permissions 0600");
        var blocks = PemBlocks.Parse(content);
        try
        {
            if (PemBlocks.HasLegacyEncryption(content) || blocks.Any(block => block.Label == "ENCRYPTED PRIVATE KEY"))
                report.Error(file.Origin, file.Path, "is an encrypted private key, which is not supported", "an unencrypted key in PEM");
            else if (blocks.Where(block => block.IsPrivateKey).ToList() is { Count: > 0 } keys)
                return keys.Count == 1 ? Take(blocks, keys[0]) : TooMany(file);
            else
                report.Error(file.Origin, file.Path, Describe(blocks, "private key"), "a PEM file with a PRIVATE KEY block");
            return null;
        }
        finally
        {
            PemBlocks.Dispose(blocks);
            content.AsSpan().Clear();
        }
    }

    private PemBlock? TooMany(FileReference file)
    {
        report.Error(file.Origin, file.Path, "holds several private keys", "a PEM file with one PRIVATE KEY block");
        return null;
    }

    private static PemBlock Take(List<PemBlock> blocks, PemBlock block)
    {
        blocks.Remove(block);
        return block;
    }

    private static string Describe(List<PemBlock> blocks, string wanted) => blocks.Count == 0
        ? "is not PEM"
        : $"holds no {wanted}, but: {string.Join(", ", blocks.Select(block => block.Label).Distinct())}";
}
