using ActorTls.Configuration;
using ActorTls.Tls.Pem;

namespace ActorTls.Tls.Policies;

/// <summary>Reads the files that a policy names. A file that cannot be read is reported once, with its path.</summary>
internal sealed class PolicyFileReader(IFileSource files, ConfigurationReport report)
{
    private const UnixFileMode OthersMay = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const string AcceptedSecret = "permissions 0600, or 0640 with a group of its own";

    /// <summary>The content; null when there was an error.</summary>
    internal byte[]? Read(FileReference file)
    {
        var content = ReadContent(file);
        if (content is not null && GetMode(file).HasFlag(UnixFileMode.OtherWrite))
            report.Warning(file.Origin, file.Path, "may be written by others", "permissions that let nobody else write");
        return content;
    }

    /// <summary>The certificates of a PEM file, at least one; null when there was an error. All other blocks are wiped.</summary>
    internal List<PemBlock>? ReadCertificates(FileReference file, PemPurpose purpose)
    {
        const string Accepted = "a PEM file with CERTIFICATE blocks";
        if (Read(file) is not { } content) return null;
        var pem = PemFile.Parse(content);
        var form = DescribeForm(content);
        content.AsSpan().Clear(); // a private key may be in the same file
        var certificates = pem.Blocks.FindAll(block => block.IsCertificate);
        foreach (var other in pem.Blocks.Except(certificates)) other.Dispose();
        if (pem.Blocks.Exists(block => block.IsPrivateKey)) WarnOfReaders(file, "private key");
        if (pem.IsNone) report.Error(file.Origin, file.Path, form, Accepted);
        else if (purpose.Check(pem, file, report))
        {
            if (certificates.Count > 0) return certificates;
            report.Error(file.Origin, file.Path, Describe(pem.Blocks, "certificate"), Accepted);
        }
        return null;
    }

    /// <summary>
    /// The content of a file that nobody else should be able to read; null when there was an error. The caller wipes it.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="kind">The secret in the file, such as <c>private key</c>.</param>
    internal byte[]? ReadSecret(FileReference file, string kind)
    {
        if (ReadContent(file) is not { } content) return null;
        WarnOfReaders(file, kind);
        return content;
    }

    /// <summary>The password in a file's first line; null when there was an error. The caller disposes of it.</summary>
    internal Password? ReadPassword(FileReference file)
    {
        if (ReadSecret(file, "password") is not { } content) return null;
        try
        {
            var line = content.AsSpan();
            if (line.StartsWith("\uFEFF"u8)) line = line[3..]; // An editor wrote the mark; it is no part of the password.
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

    /// <summary>The labels of the blocks that a PEM file holds in place of the wanted one.</summary>
    internal static string Describe(IEnumerable<PemBlock> blocks, string wanted) =>
        $"holds no {wanted}, but: {string.Join(", ", blocks.Select(block => block.Label).Distinct())}";

    /// <summary>A guess at the form of a file that holds no PEM.</summary>
    internal static string DescribeForm(ReadOnlySpan<byte> content) => content switch
    {
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "is not PEM, but UTF-16 text",
        [0x30, >= 0x80 and <= 0x84, ..] => "is not PEM, but seems to be DER",
        _ => "is not PEM",
    };

    private byte[]? ReadContent(FileReference file)
    {
        if (file.Path.Length == 0) return null; // reported already
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
        catch (Exception exception)
        {
            report.Error(file.Origin, file.Path, $"cannot be read: {exception.Message}");
        }
        return null;
    }

    /// <summary>Warns of permissions. A group may read the file: so a key is given to a server that does not own the file.</summary>
    private void WarnOfReaders(FileReference file, string kind)
    {
        var mode = GetMode(file);
        if ((mode & OthersMay) != 0)
            report.Warning(file.Origin, file.Path, $"is a {kind} that others may read or write", AcceptedSecret);
        else if (mode.HasFlag(UnixFileMode.GroupWrite))
            report.Warning(file.Origin, file.Path, $"is a {kind} that its group may write", AcceptedSecret);
        if (Try(() => files.FindDirectoryOthersMayWrite(file.Path)) is { } directory)
            report.Warning(file.Origin, file.Path, $"is a {kind} that others may replace: they may write to {directory}",
                "a directory that nobody else may write to");
    }

    private UnixFileMode GetMode(FileReference file) => Try(() => files.GetMode(file.Path)) ?? UnixFileMode.None;

    // The file was read just now. Only a failing file system throws here.
    private static T? Try<T>(Func<T?> look)
    {
        try
        {
            return look();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
