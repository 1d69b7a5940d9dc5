using System.Text.RegularExpressions;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>What no engine differs in does not know any.</summary>
public sealed partial class TlsSeamTests
{
    [Fact]
    public void Nothing_in_the_library_names_the_engine_but_the_engine_itself()
    {
        var root = Path.Combine(SourceRoot(), "src", "ActorTls.Actors");
        var sources = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(source => !Path.GetRelativePath(root, source).StartsWith("obj/", StringComparison.Ordinal))
            .ToLookup(source => source.StartsWith(Path.Combine(root, "Tls", "OpenSsl/"), StringComparison.Ordinal));
        Assert.All(sources[true], source => Assert.True(NamesEngine(source), $"{source} is not in the engine's namespace"));
        Assert.DoesNotContain(sources[false], NamesEngine);
    }

    // Without a global using a type of the engine can be reached only by the name of its namespace.
    private static bool NamesEngine(string source) => Engine().IsMatch(CommentsAndText().Replace(File.ReadAllText(source), ""));

    [GeneratedRegex(@"\bOpenSsl\b")]
    private static partial Regex Engine();

    [GeneratedRegex(@"//[^\n]*|""(\\.|[^""\\\n])*""")]
    private static partial Regex CommentsAndText();

    private static string SourceRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ActorTls.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
