using System.Globalization;

namespace ActorTls.Load.Reporting;

/// <summary>Figures as people read them.</summary>
internal static class Figures
{
    /// <summary>Three digits that mean something, or all of those before the point: <c>1,234</c>, <c>56.7</c>, <c>0.123</c>.</summary>
    public static string Number(double value)
    {
        var digits = Math.Abs(value) switch
        {
            0 or >= 100 => "#,##0",
            >= 10 => "0.0",
            >= 1 => "0.00",
            _ => "0.000",
        };
        return value.ToString(digits, CultureInfo.InvariantCulture);
    }

    /// <summary>A number, or a hyphen where there is none.</summary>
    public static string Number(double? value) => value is { } number ? Number(number) : "-";

    /// <summary>Microseconds, in the unit that suits.</summary>
    public static string Latency(double? microseconds) => microseconds switch
    {
        null => "-",
        < 1000 => $"{Number(microseconds.Value)} µs",
        < 1_000_000 => $"{Number(microseconds.Value / 1000)} ms",
        _ => $"{Number(microseconds.Value / 1_000_000)} s",
    };

    /// <summary>KiB, in the unit that suits.</summary>
    public static string Memory(double? kibibytes) => kibibytes switch
    {
        null => "-",
        < 10_240 => $"{Number(kibibytes.Value)} KiB",
        _ => $"{Number(kibibytes.Value / 1024)} MiB",
    };
}
