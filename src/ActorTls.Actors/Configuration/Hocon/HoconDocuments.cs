using System.Security;
using System.Text;
using ActorTls.Files;

namespace ActorTls.Configuration.Hocon;

/// <summary>Reads and parses the texts of one configuration, each with the files that it includes.</summary>
internal sealed class HoconDocuments(ConfigurationReport report, HoconWork work, PipedDocuments pipes, FilesRead files)
{
    private const int LongestFile = 4 * 1024 * 1024;
    private const int DeepestInclude = 16;
    private const int MostIncludes = 256;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly HashSet<string> _substituted = new(StringComparer.Ordinal);
    private readonly Stack<string> _open = new();
    private readonly BoundedCalls _calls = new(BoundedCalls.DefaultPatience);
    private int _includes;

    public HoconWork Work { get; } = work;

    /// <summary>The first keys of all paths that substitutions name.</summary>
    public IReadOnlySet<string> SubstitutedRoots => _substituted;

    public void NoteSubstitution(string root) => _substituted.Add(root);

    /// <summary>Parses a text; null when it has a mistake, which is in the report then.</summary>
    public ObjectPiece? Read(HoconSource source, string text, string[] prefix)
    {
        try
        {
            return new HoconParser(source, text, this, prefix).ParseDocument();
        }
        catch (HoconSyntaxException mistake)
        {
            Report(mistake);
            return null;
        }
    }

    /// <summary>Reads a file that is named on the command line.</summary>
    /// <param name="path">As given, which messages show.</param>
    /// <param name="workingDirectory">What a relative path starts from.</param>
    public ObjectPiece? ReadFile(string path, string workingDirectory)
    {
        var origin = new SettingOrigin(path, 0, 0, "");
        if (PipedDocuments.FindDescriptor(path) is not { } descriptor) return ReadFile(path, workingDirectory, origin, []);

        // A pipe is nowhere, so what is relative in it is so to the working directory.
        var content = Try(() => ToText(pipes.Read(descriptor, LongestFile)), origin, null);
        return content is null ? null : Read(new HoconSource(path, workingDirectory), content, []);
    }

    /// <summary>Reads a file that another includes.</summary>
    public ObjectPiece? ReadIncluded(string name, HoconPosition position, IReadOnlyList<string> path)
    {
        var origin = position.At(HoconText.JoinPath(path));
        if (_open.Count >= DeepestInclude || ++_includes > MostIncludes)
        {
            var problem = $"too many includes: at most {DeepestInclude} inside each other and {MostIncludes} in all";
            report.Error(origin, name, problem);
            return null;
        }
        // Messages name an included file the way the including one was named.
        var shown = Path.Combine(Path.GetDirectoryName(position.Source.Name) ?? "", name);
        return ReadFile(position.Source.HasLines ? shown : name, position.Source.Directory, origin, [.. path], name);
    }

    /// <summary>Adds a mistake to the report.</summary>
    public void Report(HoconSyntaxException mistake) =>
        report.Error(mistake.Position.At(mistake.Path), mistake.Value, mistake.Message, mistake.Accepted);

    private ObjectPiece? ReadFile(string shown, string directory, SettingOrigin namedAt, string[] prefix, string? name = null) =>
        Try(() =>
        {
            var path = Path.GetFullPath(name ?? shown, directory);
            if (_open.Contains(path))
            {
                report.Error(namedAt, name, "includes itself");
                return null;
            }
            var text = ToText(files.Read(path, ReaderOf(path, _calls)));
            WarnOfWriters(path, new SettingOrigin(shown, 0, 0, ""));
            _open.Push(path);
            var result = Read(new HoconSource(shown, Path.GetDirectoryName(path)!), text, prefix);
            _open.Pop();
            return result;
        }, namedAt, name);

    // Static: the record of files keeps this function, and must not keep the documents too.
    private static Func<byte[]> ReaderOf(string path, BoundedCalls calls) => () => calls.Run(() => RegularFile.Read(path, LongestFile));

    /// <summary>What this returns; null when a file cannot be read, which is in the report then.</summary>
    private T? Try<T>(Func<T?> read, SettingOrigin namedAt, string? name) where T : class
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException or SecurityException or InvalidDataException)
        {
            report.Error(namedAt, name, $"cannot be read: {Describe(failure)}", name is null ? null : "a file that exists");
            return null;
        }
    }

    /// <summary>Who can change the configuration of a server can do with it what they like.</summary>
    private void WarnOfWriters(string path, SettingOrigin origin)
    {
        var (mode, directory) = _calls.Run(() => (FileStatus.TryOf(path)?.Mode, FilePermissions.FindDirectoryOthersMayWrite(path)));
        if (mode?.HasFlag(UnixFileMode.OtherWrite) == true)
            report.Warning(origin, null, "may be written by others, who can so change what this server does", "permissions that let nobody else write");
        if (directory is not null)
            report.Warning(origin, null, $"may be replaced by others: they may write to {directory}", "a directory that nobody else may write to");
    }

    private static string ToText(byte[] content)
    {
        try
        {
            return StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidDataException($"it is not UTF-8 text (byte {failure.Index + 1})");
        }
    }

    private static string Describe(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "permission is denied",
        ArgumentException => "this is not a path",
        _ => failure.Message.TrimEnd('.'),
    };
}
