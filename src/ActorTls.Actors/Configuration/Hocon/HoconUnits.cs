using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace ActorTls.Configuration.Hocon;

/// <summary>Reads durations and sizes as the HOCON specification spells them.</summary>
internal static class HoconUnits
{
    public const string AcceptedDurations = "a number with ns, us, ms, s, m, h or d, such as 500ms or \"1.5 hours\"";
    public const string AcceptedSizes = "a number of bytes, or one with B, kB, MB, GB, K, KiB, M, MiB and so on, such as 64KiB";

    // A hundred years: nothing that is waited for is longer, and no sum with a clock overflows.
    private const decimal LongestDuration = 36_500m * TimeSpan.TicksPerDay;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly FrozenDictionary<string, decimal> DurationUnits = Units(
        (0.01m, "ns nano nanos nanosecond nanoseconds"),
        (TimeSpan.TicksPerMicrosecond, "us micro micros microsecond microseconds"),
        (TimeSpan.TicksPerMillisecond, "ms milli millis millisecond milliseconds"),
        (TimeSpan.TicksPerSecond, "s second seconds"),
        (TimeSpan.TicksPerMinute, "m minute minutes"),
        (TimeSpan.TicksPerHour, "h hour hours"),
        (TimeSpan.TicksPerDay, "d day days"));

    private static readonly FrozenDictionary<string, decimal> SizeUnits = Units(
        (1, "B b byte bytes"),
        (1_000, "kB kilobyte kilobytes"),
        (1_000_000, "MB megabyte megabytes"),
        (1_000_000_000, "GB gigabyte gigabytes"),
        (1_000_000_000_000, "TB terabyte terabytes"),
        (1_000_000_000_000_000, "PB petabyte petabytes"),
        (1_000_000_000_000_000_000, "EB exabyte exabytes"),
        (1L << 10, "K k Ki KiB kibibyte kibibytes"),
        (1L << 20, "M m Mi MiB mebibyte mebibytes"),
        (1L << 30, "G g Gi GiB gibibyte gibibytes"),
        (1L << 40, "T t Ti TiB tebibyte tebibytes"),
        (1L << 50, "P p Pi PiB pebibyte pebibytes"),
        (1L << 60, "E e Ei EiB exbibyte exbibytes"));

    /// <summary>
    /// Reads a duration, rounded up to 100 ns. Only 0 may be without a unit: HOCON's milliseconds are too easily meant as
    /// seconds.
    /// </summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (!TrySplit(text, out var number, out var unit)) return false;
        if (unit.Length == 0) return number == 0;
        if (!DurationUnits.TryGetValue(unit, out var ticks) || number > LongestDuration / ticks) return false;
        duration = TimeSpan.FromTicks((long)Math.Ceiling(number * ticks));
        return true;
    }

    /// <summary>Reads a size in whole bytes.</summary>
    public static bool TryParseSize(string text, out long bytes)
    {
        bytes = 0;
        if (!TrySplit(text, out var number, out var unit)) return false;
        var factor = 1m;
        if (unit.Length > 0 && !SizeUnits.TryGetValue(unit, out factor)) return false;
        if (number > long.MaxValue / factor) return false;
        var product = number * factor;
        if (product != decimal.Truncate(product)) return false;
        bytes = (long)product;
        return true;
    }

    private static bool TrySplit(string text, out decimal number, out string unit)
    {
        var trimmed = text.AsSpan().Trim();
        var end = trimmed.IndexOfAnyExcept(Digits);
        if (end < 0) end = trimmed.Length;
        unit = trimmed[end..].TrimStart().ToString();
        number = 0;
        return end is > 0 and <= 25 &&
            decimal.TryParse(trimmed[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static FrozenDictionary<string, decimal> Units(params ReadOnlySpan<(decimal Factor, string Names)> units)
    {
        var result = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (factor, names) in units)
        {
            foreach (var name in names.Split(' ')) result.Add(name, factor);
        }
        return result.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
