using System.Text.RegularExpressions;
using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Configuration.Hocon;
using ActorTls.Actors.Tests.Configuration.Hocon;

namespace ActorTls.Actors.Tests.Configuration;

/// <summary>What the code reads, what <c>reference.conf</c> holds and what the documentation says are the same.</summary>
public sealed partial class ReferenceTests
{
    /// <summary>One element in each list of objects, and one service of each type.</summary>
    private const string Additions = """
        actor-tls.policies.main.authorization.allow = [{ dns = x }]
        actor-tls.listeners.main.routes = [{ alpn = x, service = echo }]
        actor-tls.services.forward { type = forward, upstreams = ["127.0.0.1:8080"], tls { enabled = on, server-ca = [x], allow = [{ dns = x }] } }
        actor-tls.listeners.main.routes = [{ alpn = x, service = echo }]
        """;

    private static string Documentation => RepositoryFiles.Text("docs/configuration.md");

    [Fact]
    public void The_reference_and_the_code_have_the_same_keys()
    {
        var reading = new SettingsReading(new ConfigurationReport());
        ActorTlsConfiguration.Read(
            Read.Sources(Read.Minimal + Additions), BuiltInServices.All, reading);

        Assert.Empty(reading.Report.Errors);
        var read = reading.Keys.Where(key => !key.StartsWith("actor-tls.defaults.", StringComparison.Ordinal));
        Assert.Equal(string.Join('\n', ReferenceKeys().Keys.Order(StringComparer.Ordinal)), string.Join('\n', read));
    }

    [Fact]
    public void The_reference_and_the_documentation_have_the_same_keys_and_defaults()
    {
        var documented = DocumentedKeys();
        var reference = ReferenceKeys();

        Assert.Equal(
            string.Join('\n', reference.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal)),
            string.Join('\n', documented.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Every_key_of_the_reference_has_a_comment()
    {
        var lines = ReferenceConfiguration.Text.Split('\n');
        for (var i = 1; i < lines.Length; i++)
        {
            if (KeyLine().IsMatch(lines[i])) Assert.Matches(CommentLine(), lines[i - 1]);
        }
    }

    [Fact]
    public void The_errors_in_the_documentation_are_true()
    {
        var section = Documentation[Documentation.IndexOf("## What errors look like", StringComparison.Ordinal)..];
        var example = Block(section, "hocon");
        var expected = Block(section, "text").TrimEnd();

        var errors = Read.Errors(new ConfigurationSources().AddDocument("example.conf", example));

        Assert.Equal(expected.Split('\n'), errors);
    }

    [Fact]
    public void The_first_example_in_the_documentation_is_right() => Read.Settings(Block(Documentation, "hocon"));

    private static string Block(string text, string language)
    {
        var fence = $"```{language}\n";
        var start = text.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    /// <summary>Every key with its default, or "none" for those after <c>#!</c>.</summary>
    internal static SortedDictionary<string, string> ReferenceKeys()
    {
        var withDefaults = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Collect(Hocon.Hocon.Parse(ReferenceConfiguration.Text), "", withDefaults);
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Collect(Hocon.Hocon.Parse(ReferenceConfiguration.Text.Replace("#!", "", StringComparison.Ordinal)), "", all);
        foreach (var key in all.Keys.ToList()) all[key] = withDefaults.GetValueOrDefault(key, "none");
        return all;
    }

    private static void Collect(HoconObject from, string prefix, SortedDictionary<string, string> keys)
    {
        foreach (var (key, field) in from.Fields)
        {
            var path = prefix.Length == 0 ? key : $"{prefix}.{key}";
            path = path
                .Replace("actor-tls.defaults.policy", "actor-tls.policies.NAME", StringComparison.Ordinal)
                .Replace("actor-tls.defaults.listener", "actor-tls.listeners.NAME", StringComparison.Ordinal)
                .Replace("actor-tls.defaults.service.forward", "actor-tls.services.NAME", StringComparison.Ordinal);
            if (field.Value is HoconObject nested)
            {
                Collect(nested, path, keys);
                continue;
            }
            keys.Add(path, Hocon.Hocon.Json(field.Value));
            if (field.Value is HoconList { Elements: [HoconObject element] }) Collect(element, $"{path}[]", keys);
        }
    }

    private static SortedDictionary<string, string> DocumentedKeys()
    {
        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var section = "";
        foreach (var line in Documentation.Split('\n'))
        {
            if (Heading().Match(line) is { Success: true } heading) section = heading.Groups[1].Value;
            if (section.Length == 0 || Row().Match(line) is not { Success: true } row) continue;
            var given = row.Groups[2].Value.Trim('`');
            keys.Add(
                $"{section}.{row.Groups[1].Value}",
                given == "none" ? given : Hocon.Hocon.Json(Hocon.Hocon.Parse($"x = {given}").Fields["x"].Value));
        }
        return keys;
    }

    [GeneratedRegex("^ *(#!)? *[a-z-]+ = ")]
    private static partial Regex KeyLine();

    [GeneratedRegex("^ *# ")]
    private static partial Regex CommentLine();

    [GeneratedRegex("^### `(.*)`$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| `([^`]+)` \| [^|]*\| ([^|]+) \| ")]
    private static partial Regex Row();
}
