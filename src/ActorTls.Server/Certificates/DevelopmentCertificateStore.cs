using System.Security.Cryptography;
using System.Text;
using ActorTls.Tls;

namespace ActorTls.Server.Certificates;

/// <summary>
/// A directory with the five files of a <see cref="DevelopmentCertificateSet"/>. Keys are readable by their owner alone
/// from the moment they exist.
/// </summary>
internal sealed class DevelopmentCertificateStore(string directory)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string AuthorityPath { get; } = Path.Combine(directory, "ca.crt");

    public string ServerCertificatePath { get; } = Path.Combine(directory, "server.crt");

    public string ServerKeyPath { get; } = Path.Combine(directory, "server.key");

    public string ClientCertificatePath { get; } = Path.Combine(directory, "client.crt");

    public string ClientKeyPath { get; } = Path.Combine(directory, "client.key");

    /// <summary>
    /// The set in the directory; made anew, whole, when any of it is missing, does not belong together, was readable by
    /// others or is within a day of its end. Processes that do this at once come to the same set.
    /// </summary>
    /// <exception cref="DevelopmentCertificateException">The directory is not ours, or cannot be written.</exception>
    public DevelopmentCertificateSet ReadOrCreate(DateTimeOffset now)
    {
        OwnedDirectory.CreateOrCheck(Path.GetDirectoryName(directory)!);
        OwnedDirectory.CreateOrCheck(directory);
        try
        {
            OwnedDirectory.MakePrivate(directory);
            using var held = NativeFiles.OpenLocked(Path.Combine(directory, ".lock"), Private);
            if (TryRead(now) is { } existing) return existing;

            var made = DevelopmentCertificateSet.Create(now);
            foreach (var (path, content, mode) in Files(made)) Replace(path, content, mode);
            return made;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DevelopmentCertificateException($"cannot write development certificates: {e.Message}");
        }
    }

    /// <summary>The set that <see cref="ReadOrCreate"/> would find; null where it would make a new one. Writes nothing.</summary>
    /// <exception cref="DevelopmentCertificateException">The directory is not ours.</exception>
    public DevelopmentCertificateSet? Peek(DateTimeOffset now)
    {
        OwnedDirectory.Check(Path.GetDirectoryName(directory)!);
        OwnedDirectory.Check(directory);
        return TryRead(now);
    }

    /// <summary>Writes a new set into a directory that holds no file of one.</summary>
    /// <returns>The paths of the files.</returns>
    /// <exception cref="DevelopmentCertificateException">
    /// A file exists already, or the directory is not ours alone or cannot be written.
    /// </exception>
    public IReadOnlyList<string> WriteNew(DateTimeOffset now)
    {
        OwnedDirectory.CreateOrCheck(directory);
        var files = Files(DevelopmentCertificateSet.Create(now)).ToArray();
        if (files.Select(file => file.Path).FirstOrDefault(IsTaken) is { } taken)
            throw new DevelopmentCertificateException($"{taken} exists; nothing was written");

        var written = new List<string>();
        try
        {
            foreach (var (path, content, mode) in files)
            {
                WriteNewFile(path, content, mode);
                written.Add(path);
            }
            return written;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Half a set is of no use, and would stand in the way of the next attempt.
            foreach (var path in written) File.Delete(path);
            throw new DevelopmentCertificateException($"cannot write development certificates: {e.Message}");
        }
    }

    private IEnumerable<(string Path, string Content, UnixFileMode Mode)> Files(DevelopmentCertificateSet set) =>
    [
        (AuthorityPath, set.Authority, Public),
        (ServerCertificatePath, set.ServerCertificate, Public),
        (ServerKeyPath, set.ServerKey, Private),
        (ClientCertificatePath, set.ClientCertificate, Public),
        (ClientKeyPath, set.ClientKey, Private),
    ];

    private DevelopmentCertificateSet? TryRead(DateTimeOffset now)
    {
        try
        {
            if (IsReadableByOthers(ServerKeyPath) || IsReadableByOthers(ClientKeyPath)) return null;
            var disk = new DiskFileSource(); // which waits for nothing that is no file
            string Text(string path) => Encoding.ASCII.GetString(disk.ReadAllBytes(path));
            var set = new DevelopmentCertificateSet(
                Text(AuthorityPath), Text(ServerCertificatePath), Text(ServerKeyPath), Text(ClientCertificatePath), Text(ClientKeyPath));
            return set.IsUsable(now) ? set : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsReadableByOthers(string path) => (File.GetUnixFileMode(path) & ~Private) != 0;

    // A link that leads nowhere counts too: writing through it would put a key in a place that was not checked.
    private static bool IsTaken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static void Replace(string path, string content, UnixFileMode mode)
    {
        var temporary = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.new";
        WriteNewFile(temporary, content, mode);
        try
        {
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // CreateNew never follows a link and never opens a file that is there already; the mode holds from the start.
    private static void WriteNewFile(string path, string content, UnixFileMode mode)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = mode,
        });
        try
        {
            file.Write(Encoding.ASCII.GetBytes(content));
            file.Flush();
        }
        catch
        {
            // The file is ours, and half of a key.
            File.Delete(path);
            throw;
        }
    }
}
