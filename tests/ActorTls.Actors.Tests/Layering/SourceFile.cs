using System.Text.RegularExpressions;
using ActorTls.Actors.Tests.Configuration;

namespace ActorTls.Actors.Tests.Layering;

/// <summary>A source file of the repository.</summary>
/// <param name="Path">Relative to the repository.</param>
/// <param name="Text">All of it.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The folder, relative to the repository.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The file's name up to its first dot: <c>Type</c> of <c>Type.Part.cs</c>.</summary>
    public string Stem => System.IO.Path.GetFileName(Path).Split('.')[0];

    /// <summary>The namespace that the file declares; empty for none.</summary>
    public string Namespace => NamespaceLine().Match(Text).Groups["name"].Value;

    /// <summary>The code without comments, strings and characters.</summary>
    public string Code => NoCode().Replace(Text, " ");

    /// <summary>The names of the types that are declared at the top level, each once.</summary>
    public IReadOnlyList<string> Types => [.. TopLevelTypes().Matches(Code).Select(match => match.Groups["name"].Value).Distinct()];

    /// <summary>Those of some folders of the repository, without what builds have made.</summary>
    public static IReadOnlyList<SourceFile> ReadAll(params string[] folders) =>
        [.. from folder in folders
            from file in Directory.EnumerateFiles(System.IO.Path.Combine(RepositoryFiles.Root, folder), "*.cs", SearchOption.AllDirectories)
            let path = System.IO.Path.GetRelativePath(RepositoryFiles.Root, file)
            where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
            select new SourceFile(path, File.ReadAllText(file))];

    /// <summary>
    /// What the file names with a dot: an imported namespace, a type with some or all of its namespace before it, a member of a
    /// type. Comments and strings count.
    /// </summary>
    /// <param name="types">The full names of the types to look for.</param>
    public IEnumerable<(string From, string To)> NamesIn(IReadOnlySet<string> types)
    {
        var from = $"{Namespace}.{Stem}";
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

    [GeneratedRegex(
        """
        //[^\n]* | /\*.*?\*/
        | \$*"{3,}.*?"{3,} | (?:\$@|@\$|@)"(?:[^"]|"")*" | \$?"(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])+'
        """,
        RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NoCode();

    // Namespaces are of the form that needs no braces, so that what begins a line is at the top level.
    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:record\s+class|record\s+struct|class|struct|interface|enum|record|delegate\s+[\w<>?,\s]+?)\s+(?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TopLevelTypes();
}
