using System.Text.RegularExpressions;
using ActorTls.Actors.Tests.Configuration;

namespace ActorTls.Actors.Tests.Layering;

/// <summary>A source file of the library.</summary>
/// <param name="Path">Relative to the library's folder.</param>
/// <param name="Text">All of it.</param>
internal sealed partial record LibrarySource(string Path, string Text)
{
    /// <summary>The library's folder.</summary>
    public static string Root { get; } = System.IO.Path.Combine(RepositoryFiles.Root, "src", "ActorTls.Actors");

    /// <summary>What the file says.</summary>
    public string Namespace => NamespaceLine().Match(Text).Groups["name"].Value;

    /// <summary>What its folder says.</summary>
    public string NamespaceOfFolder => $"ActorTls.{System.IO.Path.GetDirectoryName(Path)!.Replace('/', '.')}";

    /// <summary>All of them, without what builds have made.</summary>
    public static IReadOnlyList<LibrarySource> ReadAll() =>
        [.. from file in Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
            let path = System.IO.Path.GetRelativePath(Root, file)
            where !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal)
            select new LibrarySource(path, File.ReadAllText(file))];

    /// <summary>
    /// What the file names with a dot: an imported namespace, a type with some or all of its namespace before it, a member of a
    /// type. Comments and strings count.
    /// </summary>
    /// <param name="types">The full names of the library's types.</param>
    public IEnumerable<(string From, string To)> NamesIn(IReadOnlySet<string> types)
    {
        var from = $"{Namespace}.{System.IO.Path.GetFileName(Path).Split('.')[0]}";
        var text = NamespaceLine().Replace(Text, "");
        foreach (Match match in FullNames().Matches(text)) yield return (from, TypeIn(match.Value, types) ?? match.Value);
        foreach (Match match in DottedNames().Matches(text))
        {
            for (var space = Namespace; space.Length > 0; space = space[..Math.Max(space.LastIndexOf('.'), 0)])
            {
                if (TypeIn($"{space}.{match.Value}", types) is { } type) yield return (from, type);
            }
        }
    }

    /// <summary>The type that a name is of, or is of a member of.</summary>
    private static string? TypeIn(string name, IReadOnlySet<string> types)
    {
        for (var each = name; each.Contains('.', StringComparison.Ordinal); each = each[..each.LastIndexOf('.')])
        {
            if (types.Contains(each)) return each;
        }
        return null;
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"(?<![\w.])ActorTls(?:\.[A-Z]\w*)+")]
    private static partial Regex FullNames();

    // Within a namespace, what is in it and in those around it is reached without their names.
    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\.[A-Z]\w*)+")]
    private static partial Regex DottedNames();
}
