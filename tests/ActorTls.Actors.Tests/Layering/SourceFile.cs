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

    /// <summary>The code without comments, strings and characters.</summary>
    public string Code => NoCode().Replace(Text, " ");

    /// <summary>The names of the types that are declared at the top level, each once.</summary>
    public IReadOnlyList<string> Types => [.. TopLevelTypes().Matches(Code).Select(match => match.Groups["name"].Value).Distinct()];

    /// <summary>Those of some folders at the root of the repository, without what builds have made.</summary>
    public static IReadOnlyList<SourceFile> ReadAll(params string[] roots) =>
        [.. from root in roots
            from file in Directory.EnumerateFiles(System.IO.Path.Combine(RepositoryFiles.Root, root), "*.cs", SearchOption.AllDirectories)
            let path = System.IO.Path.GetRelativePath(RepositoryFiles.Root, file)
            where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
            select new SourceFile(path, File.ReadAllText(file))];

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
