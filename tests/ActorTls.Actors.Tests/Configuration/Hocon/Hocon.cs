using ActorTls.Configuration;
using ActorTls.Configuration.Hocon;

namespace ActorTls.Actors.Tests.Configuration.Hocon;

/// <summary>Reads HOCON the way tests want to see it.</summary>
internal static class Hocon
{
    public static HoconObject Parse(string text, Func<string, string?>? environment = null) =>
        Parse(new ConfigurationSources().AddDocument("test.conf", text), environment);

    public static HoconObject Parse(ConfigurationSources sources, Func<string, string?>? environment = null)
    {
        var (root, errors, _) = TryParse(sources, environment);
        Assert.Empty(errors);
        return Assert.IsType<HoconObject>(root);
    }

    public static IReadOnlyList<string> Errors(string text) => Errors(new ConfigurationSources().AddDocument("test.conf", text));

    public static IReadOnlyList<string> Errors(ConfigurationSources sources)
    {
        var (root, errors, _) = TryParse(sources, null);
        Assert.Null(root);
        Assert.NotEmpty(errors);
        return errors;
    }

    public static (HoconObject? Root, IReadOnlyList<string> Errors, long Steps) TryParse(
        ConfigurationSources sources, Func<string, string?>? environment = null)
    {
        var report = new ConfigurationReport();
        var reader = new HoconReader(environment ?? (_ => null), report);
        var root = reader.Read(sources.Layers, "/work-dir");
        return (root, [.. report.Errors.Select(error => error.ToString())], reader.Steps);
    }

    /// <summary>The tree as compact JSON in which every scalar is text.</summary>
    public static string Json(string text, Func<string, string?>? environment = null) => Json(Parse(text, environment));

    public static string Json(HoconValue value) => value switch
    {
        HoconScalar { IsNull: true } => "null",
        HoconScalar scalar => $"'{scalar.Text}'",
        HoconList list => $"[{string.Join(",", list.Elements.Select(Json))}]",
        HoconObject fields => $"{{{string.Join(",", fields.Fields.Select(field => $"{field.Key}:{Json(field.Value.Value)}"))}}}",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
