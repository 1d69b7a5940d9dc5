using System.Text;
using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Configuration.Hocon;
using CsCheck;

namespace ActorTls.Actors.Tests.Configuration.Hocon;

public sealed class HoconProperties
{
    private static readonly HoconPosition Nowhere = new(new HoconSource("", "/"), 1, 1);

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 8],
        Gen.String[Gen.Char["a b.c\"\\\n\t\r\0${}[]:=,+#/é\u2028\uFEFF€"], 0, 8]);

    private static readonly Gen<HoconObject> Tree = Gen.Recursive<HoconObject>((depth, self) =>
    {
        var scalar = Gen.Select(Text, Gen.Int[0, 9], (text, n) =>
            (HoconValue)new HoconScalar(Nowhere, n == 0 ? "null" : text, IsNull: n == 0));
        var value = depth > 4 ? scalar : Gen.OneOf(
            scalar,
            scalar.List[0, 4].Select(elements => (HoconValue)new HoconList(Nowhere, elements)),
            self.Select(child => (HoconValue)child),
            self.List[0, 3].Select(children => (HoconValue)new HoconList(Nowhere, [.. children])));
        return Gen.Select(Text, value).List[0, 4].Select(fields =>
        {
            var result = new OrderedDictionary<string, HoconField>(StringComparer.Ordinal);
            foreach (var (key, child) in fields) result.TryAdd(key, new HoconField(Nowhere, child));
            return new HoconObject(Nowhere, result);
        });
    });

    // Pieces of the grammar in any order reach further into the parser than random characters do.
    private static readonly Gen<string> Pieces = Gen.OneOf(new[]
    {
        "a", "b", ".", "a.b", "=", ":", "+=", "{", "}", "[", "]", ",", "\n", " ", "\"x\"", "\"", "\"\"\"", "${a}", "${?b}",
        "${a.b}", "${", "}", "include ", "file(\"y\")", "#", "//", "\\", "1", "null", "a = ${a}", "b = ${a} ${b}\n", "a { ", "a += [", "é",
    }.Select(Gen.Const).ToArray()).List[0, 40].Select(string.Concat);

    [Fact]
    public void A_tree_that_is_written_and_read_is_the_same_tree() => Tree.Sample(tree =>
    {
        var text = HoconRenderer.RenderDocument(tree);
        Assert.Equal(Hocon.Json(tree), Hocon.Json(text));
    });

    [Fact]
    public void Any_text_is_read_or_refused_with_errors() => Gen.OneOf(
        Gen.Byte.Array[0, 200].Select(Encoding.Latin1.GetString), Gen.String, Pieces).Sample(AssertItEnds, iter: 20_000);

    [Fact]
    public void Any_damage_to_a_valid_text_is_read_or_refused_with_errors()
    {
        var valid = ReferenceConfiguration.Text[..3_000] + "}}\nx = ${?actor-tls.io} { y = [1, ${?x}] }\n";
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Int[0, 20], Pieces)
            .Sample((start, length, piece) =>
                AssertItEnds(valid.Remove(start, Math.Min(length, valid.Length - start)).Insert(start, piece)), iter: 3_000);
    }

    [Fact]
    public void Any_damage_to_a_configuration_gives_settings_or_errors()
    {
        var valid = Read.Minimal + ReferenceConfiguration.Text.Replace("#!", "", StringComparison.Ordinal);
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Int[0, 20], Pieces).Sample((start, length, piece) =>
        {
            var report = new ConfigurationReport();
            var text = valid.Remove(start, Math.Min(length, valid.Length - start)).Insert(start, piece);
            var settings = ActorTlsConfiguration.Read(Read.Sources(text), BuiltInServices.All, report);
            Assert.True(settings is not null || report.HasErrors);
        }, iter: 400);
    }

    [Fact]
    public void Any_value_for_any_key_gives_settings_or_errors()
    {
        var keys = ReferenceTests.ReferenceKeys().Keys
            .Select(key => key.Replace("NAME", "main", StringComparison.Ordinal).Replace("[]", "", StringComparison.Ordinal)).ToArray();
        Gen.Select(Gen.OneOf(keys.Select(Gen.Const).ToArray()), Tree, Text).Sample((key, tree, text) =>
        {
            var document = $"x {{\n{HoconRenderer.RenderDocument(tree)} }}\n{key} = ${{x}}\n";
            var report = new ConfigurationReport();
            var sources = Read.Sources(Read.Minimal, document).AddAssignment($"{key}={text}");
            Assert.True(ActorTlsConfiguration.Read(sources, BuiltInServices.All, report) is not null || report.HasErrors);

            report = new ConfigurationReport();
            sources = Read.Sources(Read.Minimal, $"{document}{key} = [${{x}}, ${{x}}]");
            Assert.True(ActorTlsConfiguration.Read(sources, BuiltInServices.All, report) is not null || report.HasErrors);
        }, iter: 400);
    }

    [Fact]
    public void Akka_reads_any_text_that_is_handed_to_it() => Text.List[1, 5].Sample(texts =>
    {
        var fields = new OrderedDictionary<string, HoconField>();
        for (var i = 0; i < texts.Count; i++) fields.Add($"k{i}", new HoconField(Nowhere, new HoconScalar(Nowhere, texts[i], false)));
        fields.Add("list", new HoconField(Nowhere, new HoconList(Nowhere, [.. fields.Values.Select(field => field.Value)])));

        var akka = Akka.Configuration.ConfigurationFactory.ParseString(HoconRenderer.RenderDocument(new HoconObject(Nowhere, fields)));

        // Akka drops white space at both ends of any text.
        for (var i = 0; i < texts.Count; i++) Assert.Equal(texts[i].Trim(), akka.GetString($"k{i}").Trim());
        Assert.Equal(texts.Select(text => text.Trim()), akka.GetStringList("list").Select(text => text.Trim()));
    }, iter: 1_000);

    private static void AssertItEnds(string text)
    {
        var (root, errors, steps) = Hocon.TryParse(new ConfigurationSources().AddDocument("test.conf", text));
        Assert.Equal(root is null, errors.Count > 0);
        Assert.All(errors, error => Assert.DoesNotContain('\n', error));
        Assert.InRange(steps, 0, 1_100_000 + (20 * text.Length));
    }

    public static TheoryData<string, string, bool> Growing => new()
    {
        { "fields", "k% = value % # comment\n", false },
        { "same key", "k = %\n", false },
        { "paths", "a.b.c% { d = % }\n", false },
        { "same path", "a.b.c = %\n", false },
        { "lists", "l += [%, %]\n", false },
        { "substitutions", "x% = 1, y% = ${x%} ${?z%}\n", false },
        { "merged objects", "o { k% = 1 }, o = ${?none}, p% = ${o.k%}\n", true },
        { "layered objects", "o = ${?o} { k = % }\n", true },
        { "appending by substitution", "l = ${?l} [%]\n", true },
        { "nothing closed", "a { b% = [\n", true },
        { "quotes", "a% = \"\"\"%\"\"\"\"\n", false },
        { "comments", "# %%%%%%%%\n", false },
        { "new lines", "\n\n\n\n", false },
        { "include", "include a% ", false },
        { "undefined", "k% = ${none%}\n", false },
    };

    [Theory]
    [MemberData(nameof(Growing))]
    public void Twice_the_text_takes_about_twice_the_steps_or_meets_a_limit(string name, string line, bool isTooDeep)
    {
        var (_, _, steps) = Count(line, 400);
        var (_, errors, twice) = Count(line, 800);

        Assert.Equal(isTooDeep, errors.Any(error => error.Contains("nested more than", StringComparison.Ordinal)));
        Assert.True(isTooDeep || twice <= 2.5 * steps, $"{name}: {steps} steps, then {twice}");
        Assert.InRange(twice, 1, 1_100_000 + (20L * line.Length * 800));

        static (HoconObject?, IReadOnlyList<string>, long) Count(string line, int lines)
        {
            var text = string.Concat(Enumerable.Range(1, lines).Select(i => line.Replace("%", $"{i}", StringComparison.Ordinal)));
            return Hocon.TryParse(new ConfigurationSources().AddDocument("test.conf", text));
        }
    }
}
