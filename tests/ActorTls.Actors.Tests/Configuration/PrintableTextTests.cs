using ActorTls.Configuration;
using CsCheck;

namespace ActorTls.Actors.Tests.Configuration;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("alice")]
    [InlineData("Müller, Мир, 世界")]
    [InlineData("\U0001F600")]
    [InlineData("a\\b \"c\"")]
    public void What_is_seen_as_itself_stays(string text) => Assert.Equal(text, PrintableText.OneLine(text));

    [Theory]
    [InlineData("a\nb", @"a\u000Ab")]
    [InlineData("a\u202Eb", @"a\u202Eb")]
    [InlineData("a\u200Bb", @"a\u200Bb")]
    [InlineData("a\u00A0b", @"a\u00A0b")]
    [InlineData("a\u3000b", @"a\u3000b")]
    [InlineData("a\u3164b", @"a\u3164b")]
    [InlineData("e\u0301", @"e\u0301")]
    [InlineData("\u2764\uFE0F", "\u2764" + @"\uFE0F")]
    [InlineData("\uE000", @"\uE000")]
    [InlineData("\U000E0041", @"\uDB40\uDC41")]
    public void What_is_not_is_escaped(string text, string expected) => Assert.Equal(expected, PrintableText.OneLine(text));

    [Fact]
    public void Half_a_character_is_escaped_and_a_whole_one_never_cut_in_two()
    {
        Assert.Equal(@"a\uD83Db", PrintableText.OneLine("a\uD83Db"));
        var cut = PrintableText.OneLine(new string('a', 1999) + "\U0001F600 and more");
        Assert.Equal(new string('a', 1999) + "…", cut);
    }

    [Theory]
    [InlineData("a\nb", "\"a\\u000Ab\"")]
    [InlineData("a\\u000Ab", "\"a\\\\u000Ab\"")]
    [InlineData("a\"b", "\"a\\\"b\"")]
    [InlineData("\U0001F600", "\"\U0001F600\"")]
    public void Quoted_it_is_escaped_once(string text, string expected) => Assert.Equal(expected, PrintableText.Quoted(text));

    [Fact]
    public void No_two_texts_come_out_the_same_in_quotes()
    {
        var pieces = OneOf("a", "\\", "\"", "u", "u000A", "\n", "\u200B", "\uD83D", "\uDE00", "e", "\u0301").Array[0, 6].Select(string.Concat);
        Gen.Select(pieces, pieces).Sample((one, other) => (one == other) == (PrintableText.Quoted(one) == PrintableText.Quoted(other)), iter: 20_000);
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
