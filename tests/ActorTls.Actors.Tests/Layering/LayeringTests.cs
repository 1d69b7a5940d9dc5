using ActorTls.Actors.Tests.Configuration;
using ActorTls.Hosting;

namespace ActorTls.Actors.Tests.Layering;

/// <summary>
/// The folders of the library are layers, and dependencies point one way. Held on the built assembly, where the compiler has resolved
/// every name, and on the sources, where names stand that it compiles away: constants, <c>nameof</c>, comments.
/// </summary>
public sealed class LayeringTests
{
    private const string Root = "src/ActorTls.Actors";

    /// <summary>A folder may know those before it, and never one after it. Those that do not exist yet have their place already.</summary>
    private static readonly string[] Order =
    [
        "Files", "EventLoops", "Configuration", "Authentication", "Tls", "ProxyProtocol", "Telemetry", "Sessions", "Connections",
        "Connecting", "Forwarding", "Listening", "Deployments", "Administration", "Hosting",
    ];

    /// <summary>What a folder must not reach either, although it comes before it, or is another library's.</summary>
    private static readonly Dictionary<string, string[]> AlsoForbidden = new()
    {
        ["Files"] = ["Akka"],
        ["EventLoops"] = ["Files"],
        ["Configuration"] = ["EventLoops", "Akka"],
        ["Authentication"] = ["EventLoops", "Akka"],
        ["Tls"] = ["Authentication", "Akka"],
        ["ProxyProtocol"] = ["EventLoops", "Akka"],
        ["Telemetry"] = ["Files", "EventLoops", "Configuration", "Authentication", "Tls", "ProxyProtocol", "Akka"],
    };

    /// <summary>The engine is chosen where programs are put together, and named nowhere else.</summary>
    private const string Engine = "ActorTls.Tls.OpenSsl";

    /// <summary>Where programs are put together, besides the folder Hosting.</summary>
    private static readonly string[] CompositionRoots =
    [
        "load/ActorTls.Benchmarks/Serving/BenchmarkEngine.cs",
        "load/ActorTls.Load.Scenarios/LoadEngine.cs",
        "src/ActorTls.Server/ServerEngine.cs",
    ];

    private static readonly Layers Layers = new("ActorTls", Order, AlsoForbidden);

    private static readonly TypeDependencies Library = TypeDependencies.Read(typeof(ActorTlsServer).Assembly.Location);

    private static readonly IReadOnlyList<SourceFile> Sources = SourceFile.ReadAll(Root);

    /// <summary>Of the assembly, and of the sources.</summary>
    private static readonly IReadOnlyList<(string From, string To)> Dependencies =
        [.. Library.Pairs, .. Sources.SelectMany(source => source.NamesIn(Library.Types))];

    [Fact]
    public void No_folder_reaches_one_that_comes_after_it() => AssertNone(Layers.FindForbiddenPaths(Dependencies));

    [Fact]
    public void Every_folder_has_its_place()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(RepositoryFiles.Root, Root)).Select(path => Path.GetFileName(path)).Except(["bin", "obj"]);
        Assert.Empty(folders.Except(Order));
    }

    [Fact]
    public void Every_type_of_the_library_is_in_a_folder() =>
        Assert.DoesNotContain(Library.Types, type => type.StartsWith("ActorTls.", StringComparison.Ordinal) && Layers.LayerOf(type) is null);

    // A folder may have others in it that are no namespaces of their own; the engine is one.
    [Fact]
    public void Every_source_has_the_namespace_of_its_folder() => AssertNone(
        from source in Sources
        let space = source.Namespace
        let folder = $"ActorTls{source.Folder[Root.Length..].Replace('/', '.')}"
        where Layers.LayerOf(space) is null || !$"{folder}.".StartsWith($"{space}.", StringComparison.Ordinal) || IsEngine(folder) != IsEngine(space)
        select $"{source.Path} is in {space}");

    // Else a file would name a folder without a word of it.
    [Fact]
    public void No_namespace_of_the_library_is_imported_globally()
    {
        Assert.DoesNotContain(Sources, source => source.Text.Contains("global using", StringComparison.Ordinal));
        foreach (var project in new[] { $"{Root}/ActorTls.Actors.csproj", "Directory.Build.props" })
            Assert.DoesNotContain("<Using", RepositoryFiles.Text(project), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_composition_root_names_the_TLS_engine() => AssertNone(
        Dependencies.Where(dependency => IsEngine(dependency.To) && !IsEngine(dependency.From) && Layers.LayerOf(dependency.From) != "Hosting")
            .Select(dependency => $"{dependency.From} names {dependency.To}").Distinct());

    [Fact]
    public void Programs_name_the_TLS_engine_only_where_they_are_put_together() => Assert.Equal(
        CompositionRoots,
        SourceFile.ReadAll("src/ActorTls.Server", "load").Where(file => file.Code.Contains(Engine, StringComparison.Ordinal))
            .Select(file => file.Path).Order(StringComparer.Ordinal));

    /// <summary>Fails with all of them, one a line.</summary>
    private static void AssertNone(IEnumerable<string> offences)
    {
        var all = string.Join('\n', offences);
        Assert.True(all.Length == 0, all);
    }

    private static bool IsEngine(string type) => type == Engine || type.StartsWith($"{Engine}.", StringComparison.Ordinal);
}
