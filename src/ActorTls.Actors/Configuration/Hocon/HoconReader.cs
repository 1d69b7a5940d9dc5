using ActorTls.Files;

namespace ActorTls.Configuration.Hocon;

/// <summary>
/// Reads layers of HOCON into one tree, as the HOCON specification says, but strictly: whatever it would silently pass
/// over is an error. Ends on any input in steps linear in it, and throws nothing.
/// </summary>
internal sealed class HoconReader(Func<string, string?> environment, ConfigurationReport report)
{
    private readonly HoconWork _work = new();

    /// <summary>Steps taken, for tests of how they grow.</summary>
    public long Steps => _work.Steps;

    /// <summary>The first keys of all paths that substitutions name; known after <see cref="Read"/>.</summary>
    public IReadOnlySet<string> SubstitutedRoots { get; private set; } = new HashSet<string>();

    /// <summary>The merged tree, later layers over earlier; null when there is an error, which the report then has.</summary>
    public HoconObject? Read(
        IReadOnlyList<ConfigurationSource> layers, string workingDirectory, PipedDocuments? pipes = null, FilesRead? files = null)
    {
        var documents = new HoconDocuments(report, _work, pipes ?? new PipedDocuments(), files ?? new FilesRead());
        SubstitutedRoots = documents.SubstitutedRoots;
        var errorsBefore = report.Errors.Count;
        try
        {
            var start = new HoconPosition(new HoconSource("", workingDirectory), 1, 1);
            var root = new ObjectPiece(start, isImplied: true);
            foreach (var layer in layers)
            {
                if (ReadLayer(layer, documents, workingDirectory) is { } document) root.Merge(document, _work);
            }
            if (report.Errors.Count > errorsBefore) return null;
            var result = new HoconResolver(root, environment, _work, report).Resolve();
            return report.Errors.Count > errorsBefore ? null : result;
        }
        catch (HoconLimitException limit)
        {
            report.Error(limit.Position.At(""), null, limit.Message);
            return null;
        }
    }

    private ObjectPiece? ReadLayer(ConfigurationSource layer, HoconDocuments documents, string workingDirectory) => layer switch
    {
        ConfigurationSource.File file => documents.ReadFile(file.Path, workingDirectory),
        ConfigurationSource.Document document =>
            documents.Read(new HoconSource(document.Name, workingDirectory), document.Text, []),
        ConfigurationSource.Assignment assignment =>
            new HoconAssignment(documents, _work, report).Read(assignment.Text, workingDirectory),
        _ => throw new ArgumentOutOfRangeException(nameof(layer)),
    };
}
