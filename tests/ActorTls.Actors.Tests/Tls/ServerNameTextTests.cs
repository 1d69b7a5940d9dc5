using System.Text;
using ActorTls.Tls.ServerNames;
using CsCheck;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>What the log shows of a server name.</summary>
public sealed class ServerNameTextTests
{
    [Theory]
    [InlineData("www.example.com")]
    [InlineData("bücher.example")]
    [InlineData("Мир")]
    [InlineData("\U0001F600.example")]
    [InlineData("a\\b")]
    public void What_is_UTF_8_is_shown_as_it_is(string name) =>
        Assert.Equal(name, ServerNameText.Describe(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void What_is_not_is_shown_in_hexadecimal()
    {
        Assert.Equal("hex:62fc636865722e6578616d706c65", ServerNameText.Describe(Encoding.Latin1.GetBytes("bücher.example")));
        Assert.Equal("hex:c0af", ServerNameText.Describe([0xC0, 0xAF]));
        Assert.Equal("hex:eda080", ServerNameText.Describe([0xED, 0xA0, 0x80]));
    }

    [Fact]
    public void A_name_cannot_pass_for_the_form_of_another()
    {
        Assert.Equal("hex:" + Convert.ToHexStringLower("hex:c0af"u8), ServerNameText.Describe("hex:c0af"u8));
        Assert.Equal("hex:" + Convert.ToHexStringLower("sha256:00"u8), ServerNameText.Describe("sha256:00"u8));
    }

    [Fact]
    public void Names_that_begin_alike_are_told_apart_however_long_they_are()
    {
        var name = Encoding.ASCII.GetBytes(new string('a', 300));
        Assert.StartsWith("sha256:", ServerNameText.Describe(name), StringComparison.Ordinal);
        Assert.NotEqual(ServerNameText.Describe(name), ServerNameText.Describe([.. name, (byte)'a']));
        Assert.Equal(new string('a', 255), ServerNameText.Describe(name.AsSpan(0, 255)));
    }

    [Fact]
    public void No_two_names_come_out_the_same() =>
        Gen.Select(Gen.Byte.Array[0, 8], Gen.Byte.Array[0, 8]).Sample((one, other) =>
            one.AsSpan().SequenceEqual(other) == (ServerNameText.Describe(one) == ServerNameText.Describe(other)));
}
