using System.Text;
using ActorTls.Configuration;
using ActorTls.Server.Running;

namespace ActorTls.Server.CommandLine;

/// <summary>
/// What goes wrong is said here: one unwrapped line each, whatever foreign text it quotes. Where it cannot be written, the exit
/// code alone says it.
/// </summary>
internal static class StandardError
{
    /// <summary>One line about the process as a whole.</summary>
    public static void Write(string problem) => WriteLine(PrintableText.OneLine($"actor-tls: {problem}"));

    /// <summary>Every error and warning of a configuration, a line each.</summary>
    public static void Write(ConfigurationReport report)
    {
        // In one piece: standard error writes each line by itself, and there may be thousands.
        var lines = new StringBuilder();
        foreach (var warning in report.Warnings) lines.Append("warning: ").Append(warning).Append('\n');
        foreach (var error in report.Errors) lines.Append("error: ").Append(error).Append('\n');
        WriteText(lines.ToString());
    }

    /// <summary>Writes a failure that was not foreseen: the only message of several lines.</summary>
    public static void Write(Exception unexpected) => WriteLine($"actor-tls: unexpected failure: {unexpected}");

    /// <summary>One line, past the runtime's console, which needs descriptors of its own.</summary>
    public static void WriteDirectly(string problem) =>
        _ = NativeProcess.Write(2, Encoding.UTF8.GetBytes(PrintableText.OneLine($"actor-tls: {problem}") + "\n"), out _);

    private static void WriteLine(string text) => WriteText(text + "\n");

    private static void WriteText(string text)
    {
        try
        {
            Console.Error.Write(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            // A full disk, or no descriptor left.
        }
    }
}
