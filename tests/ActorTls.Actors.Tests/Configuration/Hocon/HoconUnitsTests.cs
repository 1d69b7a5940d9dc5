using ActorTls.Configuration.Hocon;
using CsCheck;

namespace ActorTls.Actors.Tests.Configuration.Hocon;

public sealed class HoconUnitsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1ns", 1)]
    [InlineData("100 nanoseconds", 1)]
    [InlineData("30us", 300)]
    [InlineData("1 micro", 10)]
    [InlineData("5ms", 50_000)]
    [InlineData("2 s", 20_000_000)]
    [InlineData("1.5 minutes", 900_000_000)]
    [InlineData("1h", 36_000_000_000)]
    [InlineData("7 days", 6_048_000_000_000)]
    public void Durations_have_a_number_and_a_unit(string text, long ticks)
    {
        Assert.True(HoconUnits.TryParseDuration(text, out var duration));
        Assert.Equal(ticks, duration.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-1s")]
    [InlineData("1S")]
    [InlineData("1 fortnight")]
    [InlineData("s")]
    [InlineData("1..5s")]
    [InlineData("1,5s")]
    [InlineData("99999999999999999999999999d")]
    [InlineData("40000d")]
    public void Other_texts_are_no_durations(string text) => Assert.False(HoconUnits.TryParseDuration(text, out _));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("1 byte", 1)]
    [InlineData("1K", 1024)]
    [InlineData("1kB", 1000)]
    [InlineData("64 KiB", 65_536)]
    [InlineData("1.5 MiB", 1_572_864)]
    [InlineData("2MB", 2_000_000)]
    [InlineData("7 exbibytes", 8_070_450_532_247_928_832)]
    public void Sizes_have_a_number_and_perhaps_a_unit(string text, long bytes)
    {
        Assert.True(HoconUnits.TryParseSize(text, out var size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("0.1 B")]
    [InlineData("-1")]
    [InlineData("8E")]
    [InlineData("1kb")]
    public void Other_texts_are_no_sizes(string text) => Assert.False(HoconUnits.TryParseSize(text, out _));

    [Fact]
    public void No_text_makes_them_throw() =>
        Gen.String[Gen.Char["0123456789. kKmMgGnusdhBi-"], 0, 30].Sample(text =>
        {
            Assert.True(HoconUnits.TryParseDuration(text, out var duration) || duration == TimeSpan.Zero);
            Assert.True(HoconUnits.TryParseSize(text, out var size) || size == 0);
        });
}
