using ActorTls.Hosting;

namespace ActorTls.Actors.Tests.Layering;

/// <summary>A type is found by its name: it stands in a file of that name, and no other type has the name.</summary>
public sealed class TypeFileTests
{
    private static readonly IReadOnlyList<SourceFile> Files = SourceFile.ReadAll("src", "load");

    [Fact]
    public void A_type_stands_in_a_file_of_its_name() => Assert.Empty(
        Files.Where(file => !IsWellNamed(file))
            .Select(file => $"{file.Path}: {string.Join(", ", file.Types)}"));

    [Fact]
    public void A_name_is_that_of_one_type() => Assert.Empty(FindSharedNames());

    // Else the others would pass because a type was not seen.
    [Fact]
    public void Every_type_of_the_library_is_seen()
    {
        var seen = Files.SelectMany(file => file.Types.Select(type => $"{file.Namespace}.{type}")).ToHashSet();
        var types = TypeDependencies.Read(typeof(ActorTlsServer).Assembly.Location).Types
            .Where(type => type.StartsWith("ActorTls.", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(types);
        Assert.DoesNotContain(types, type => !seen.Contains(type));
    }

    private static bool IsWellNamed(SourceFile file) =>
        file.Types.Count == 0 || file.Types is [var only] && only == file.Stem || IsProtocol(file);

    /// <summary>The messages of one actor's protocol, which are read together: small sealed types, in a file that says so.</summary>
    private static bool IsProtocol(SourceFile file) =>
        file.Stem.EndsWith("Messages", StringComparison.Ordinal) && file.Text.Count(c => c == '\n') <= 100 &&
        file.Types.All(type => file.Code.Contains($"internal sealed record {type}", StringComparison.Ordinal) || file.Code.Contains($"internal sealed class {type}", StringComparison.Ordinal));

    /// <summary>Parts of one type are in one folder. Each program has an entry point, whose name is the same everywhere.</summary>
    private static IEnumerable<string> FindSharedNames() =>
        from file in Files
        from type in file.Types
        where type != "Program"
        group file.Folder by type into folders
        where folders.Distinct().Count() > 1
        select folders.Key;
}
