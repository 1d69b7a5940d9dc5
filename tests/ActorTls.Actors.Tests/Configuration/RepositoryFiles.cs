namespace ActorTls.Actors.Tests.Configuration;

/// <summary>Files of the repository that are checked against the code.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "ActorTls.sln"))
            ? directory
            : Find(Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("ActorTls.sln is in no directory above the tests."));
}
