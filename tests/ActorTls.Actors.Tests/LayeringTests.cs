using System.Text.RegularExpressions;

namespace ActorTls.Actors.Tests;

/// <summary>Dependencies between the folders point one way. Held on the sources, where they are written.</summary>
public sealed partial class LayeringTests
{
    // What a folder must not name. Everything else is allowed.
    private static readonly Dictionary<string, string[]> Forbidden = new()
    {
        ["Files"] = ["Configuration", "Authentication", "Tls", "Sessions", "ProxyProtocol", "Connections", "Listening", "Deployments", "Forwarding", "Hosting", "Telemetry", "Akka"],
        ["EventLoops"] = ["Files", "Configuration", "Authentication", "Tls", "Sessions", "Connections", "Listening", "Deployments", "Forwarding", "Hosting", "Telemetry"],
        ["Configuration"] = ["EventLoops", "Authentication", "Tls", "Sessions", "Connections", "Listening", "Deployments", "Forwarding", "Hosting", "Telemetry", "Akka"],
        ["Authentication"] = ["EventLoops", "Tls", "Sessions", "Connections", "Listening", "Deployments", "Forwarding", "Hosting", "Telemetry", "Akka"],
        ["Tls"] = ["Authentication", "Sessions", "Connections", "Listening", "Deployments", "Forwarding", "Hosting", "Telemetry", "Akka"],
        ["Sessions"] = ["Connections", "Listening", "Deployments", "Forwarding", "Hosting", "Telemetry"],
        ["ProxyProtocol"] = ["EventLoops", "Sessions", "Connections", "Listening", "Deployments", "Forwarding", "Hosting", "Telemetry", "Akka"],
        ["Connections"] = ["Listening", "Deployments", "Forwarding", "Hosting"],
        ["Listening"] = ["Deployments", "Forwarding", "Hosting"],
        ["Deployments"] = ["Forwarding", "Hosting"],
        ["Forwarding"] = ["Listening", "Deployments", "Hosting"],
        ["Telemetry"] = ["Deployments", "Forwarding", "Hosting"],
    };

    public static TheoryData<string> Folders() => [.. Forbidden.Keys];

    [Theory, MemberData(nameof(Folders))]
    public void A_folder_names_nothing_above_it(string folder)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(SourceRoot(), folder), "*.cs", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(sources);

        var offences =
            from source in sources
            from Match import in Imports().Matches(File.ReadAllText(source))
            let name = import.Groups["name"].Value
            where Forbidden[folder].Contains(name)
            select $"{Path.GetFileName(source)} names {name}";

        Assert.Empty(offences);
    }

    [Fact]
    public void Every_folder_of_the_library_has_its_place()
    {
        var folders = Directory.EnumerateDirectories(SourceRoot())
            .Select(path => Path.GetFileName(path)).Except(["bin", "obj", "Hosting"]);
        Assert.Equal(Forbidden.Keys.Order(), folders.Order());
    }

    // using ActorTls.Tls.OpenSsl; using Akka.Actor; and qualified names such as ActorTls.Tls.X.
    [GeneratedRegex(@"\b(?:ActorTls\.(?<name>[A-Z]\w+)|using (?<name>Akka)\b)")]
    private static partial Regex Imports();

    private static string SourceRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ActorTls.sln"))) directory = directory.Parent!;
        return Path.Combine(directory.FullName, "src", "ActorTls.Actors");
    }
}
