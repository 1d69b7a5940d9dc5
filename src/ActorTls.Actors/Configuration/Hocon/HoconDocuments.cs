using System.Security;
using System.Text;

namespace ActorTls.Configuration.Hocon;

/// <summary>Reads and parses the texts of one configuration, each with the files that it includes.</summary>
internal sealed class HoconDocuments(ConfigurationReport report, HoconWork work)
{
    private const int LongestFile = 4 * 1024 * 1024;
    private const int DeepestInclude = 16;
    private const int MostIncludes = 256;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly HashSet<string> _substituted = new(StringComparer.Ordinal);
    private readonly Stack<string> _open = new();
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
    public ObjectPiece? ReadFile(string path, string workingDirectory) =>
        ReadFile(path, workingDirectory, new SettingOrigin(path, 0, 0, ""), []);

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

    private ObjectPiece? ReadFile(string shown, string directory, SettingOrigin namedAt, string[] prefix, string? name = null)
    {
        try
        {
            var path = Path.GetFullPath(name ?? shown, directory);
            if (_open.Contains(path))
            {
                report.Error(namedAt, name, "includes itself");
                return null;
            }
            var text = ReadText(path);
            _open.Push(path);
            var result = Read(new HoconSource(shown, Path.GetDirectoryName(path)!), text, prefix);
            _open.Pop();
            return result;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException or SecurityException or InvalidDataException)
        {
            report.Error(namedAt, name, $"cannot be read: {Describe(failure)}", name is null ? null : "a file that exists");
            return null;
        }
    }

    private static string ReadText(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (content.Length <= LongestFile && stream.Read(buffer) is var count and > 0) content.Write(buffer, 0, count);
        if (content.Length > LongestFile) throw new InvalidDataException($"it is longer than {LongestFile / 1024 / 1024} MiB");
        try
        {
            return StrictUtf8.GetString(content.GetBuffer(), 0, (int)content.Length);
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidDataException($"it is not UTF-8 text (byte {failure.Index + 1})");
        }
    }

    private static string Describe(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "it is a directory, or permission is denied",
        ArgumentException => "this is not a path",
        _ => failure.Message.TrimEnd('.'),
    };
}
