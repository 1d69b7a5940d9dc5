using System.Text;
using ActorTls.Configuration;

namespace ActorTls.Server.CommandLine;

/// <summary>What goes wrong is said here: one unwrapped line each, whatever foreign text it quotes.</summary>
internal static class StandardError
{
    /// <summary>One line about the process as a whole.</summary>
    public static void Write(string problem) => Console.Error.WriteLine(PrintableText.OneLine($"actor-tls: {problem}"));

    /// <summary>Every error and warning of a configuration, a line each.</summary>
    public static void Write(ConfigurationReport report)
    {
        // In one piece: standard error writes each line by itself, and there may be thousands.
        var lines = new StringBuilder();
        foreach (var warning in report.Warnings) lines.Append("warning: ").Append(warning).AppendLine();
        foreach (var error in report.Errors) lines.Append("error: ").Append(error).AppendLine();
        Console.Error.Write(lines);
    }
}
