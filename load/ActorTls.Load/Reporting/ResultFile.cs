using System.Text.Json;
using System.Text.Json.Serialization;
using ActorTls.Load.Running;

namespace ActorTls.Load.Reporting;

/// <summary>A result as JSON.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>The text.</summary>
    public static string Format(RunResult result) => JsonSerializer.Serialize(result, Options) + "\n";

    /// <summary>Reads what was written.</summary>
    public static RunResult Read(string file) => JsonSerializer.Deserialize<RunResult>(File.ReadAllText(file), Options)
        ?? throw new FormatException($"{file} holds no result");

    /// <summary>Writes it; makes the directory when there is none.</summary>
    public static void Write(RunResult result, string file)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } directory) Directory.CreateDirectory(directory);
        File.WriteAllText(file, Format(result));
    }
}
