using ActorTls.Configuration;

namespace ActorTls.Server.CommandLine;

/// <summary>
/// Where a configuration comes from: <c>--config</c> or the options for forwarding, and <c>--set</c>, each in the order given.
/// </summary>
internal sealed record ConfigurationArguments(
    IReadOnlyList<string> Files, IReadOnlyList<string> Settings, ForwardArguments? Forward)
{
    /// <summary>What relative paths start from, for as long as the process lives: it may be deleted, or made anew, meanwhile.</summary>
    public string WorkingDirectory { get; } = ConfigurationSources.CurrentDirectory;

    /// <summary>What came through pipes that were given as files.</summary>
    public PipedDocuments Pipes { get; } = new();
}
