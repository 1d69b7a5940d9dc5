using ActorTls.Files;

namespace ActorTls.Configuration;

/// <summary>
/// The layers of a configuration in their order; what a later one says wins. The library's own <c>reference.conf</c> lies
/// below all of them and is not added here.
/// </summary>
public sealed class ConfigurationSources
{
    private readonly List<ConfigurationSource> _layers = [];
    private readonly string _workingDirectory = CurrentDirectory;

    internal IReadOnlyList<ConfigurationSource> Layers => _layers;

    /// <summary>
    /// The working directory of this process. When that was deleted, a path in which no file can be found or made: only relative paths
    /// need it.
    /// </summary>
    public static string CurrentDirectory
    {
        get
        {
            try
            {
                return Directory.GetCurrentDirectory();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return "/proc/self/cwd";
            }
        }
    }

    /// <summary>What relative paths in documents and assignments, and of files, start from; made absolute.</summary>
    public string WorkingDirectory
    {
        get => _workingDirectory;
        init => _workingDirectory = Path.GetFullPath(value);
    }

    /// <summary>What came through pipes before, for files that are pipes.</summary>
    public PipedDocuments Pipes { get; init; } = new();

    /// <summary>
    /// Gets each configuration file and included file that is read, but none that is a descriptor. An object of one reading, with
    /// which <see cref="FileWatch"/> finds out that the files have changed.
    /// </summary>
    public FilesRead FilesRead { get; init; } = new();

    /// <summary>How <c>${NAME}</c> finds an environment variable; null when there is none of that name.</summary>
    public Func<string, string?> EnvironmentVariable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Adds a text, such as an embedded resource.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="text">HOCON.</param>
    public ConfigurationSources AddDocument(string name, string text)
    {
        _layers.Add(new ConfigurationSource.Document(name, text));
        return this;
    }

    /// <summary>Adds a file, which is read with the configuration. A file that cannot be read is an error of the report then.</summary>
    public ConfigurationSources AddFile(string path)
    {
        _layers.Add(new ConfigurationSource.File(path));
        return this;
    }

    /// <summary>Adds one value, as <c>PATH=VALUE</c>.</summary>
    public ConfigurationSources AddAssignment(string assignment)
    {
        _layers.Add(new ConfigurationSource.Assignment(assignment));
        return this;
    }
}
