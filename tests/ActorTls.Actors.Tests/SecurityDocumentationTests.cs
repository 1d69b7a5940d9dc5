using System.Text.RegularExpressions;

namespace ActorTls.Actors.Tests;

/// <summary>The tests that <c>docs/security.md</c> names for its promises exist, in any of the test projects.</summary>
public sealed partial class SecurityDocumentationTests
{
    [Fact]
    public void Every_test_that_it_names_exists()
    {
        var root = Root();
        var tests = TestsByClass(Path.Combine(root, "tests"));
        var mentions = Mentions(File.ReadAllText(Path.Combine(root, "docs", "security.md"))).ToList();

        Assert.NotEmpty(mentions);
        Assert.DoesNotContain(mentions, mention => !Exists(tests, mention.Class, mention.Method));
    }

    private static bool Exists(ILookup<string, string> tests, string testClass, string? method) =>
        method is null ? tests.Contains(testClass) : tests[testClass].Contains(method);

    /// <summary>`Class`, `Class.Method`, and `….Method` for the class that was named before.</summary>
    private static IEnumerable<(string Class, string? Method)> Mentions(string text)
    {
        var last = "";
        foreach (Match mention in Mention().Matches(text))
        {
            if (mention.Groups["class"].Success) last = mention.Groups["class"].Value;
            yield return (last, mention.Groups["method"] is { Success: true } method ? method.Value : null);
        }
    }

    private static ILookup<string, string> TestsByClass(string folder) => (
        from file in Directory.EnumerateFiles(folder, "*Tests.cs", SearchOption.AllDirectories)
        from Match method in Method().Matches(File.ReadAllText(file))
        select (Class: Path.GetFileNameWithoutExtension(file), Name: method.Groups[1].Value))
        .ToLookup(test => test.Class, test => test.Name);

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ActorTls.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }

    [GeneratedRegex(@"`(?:(?<class>\w+Tests)|…)(?:\.(?<method>[^`]*))?`")]
    private static partial Regex Mention();

    [GeneratedRegex(@"^    public (?:async )?(?:Task|void) (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method();
}
