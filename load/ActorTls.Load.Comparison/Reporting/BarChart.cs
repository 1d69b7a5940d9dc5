using System.Globalization;
using System.Security;
using System.Text;

namespace ActorTls.Load.Comparison.Reporting;

/// <summary>
/// Horizontal bars with whiskers from the smallest to the largest value, as SVG. It has colours of the page it stands on
/// (<c>currentColor</c>) and a palette that colour-blind people can distinguish.
/// </summary>
internal sealed record BarChart(string Title, string Unit, IReadOnlyList<Bar> Bars)
{
    private const int Width = 760;
    private const int Left = 170;
    private const int Right = 110;
    private const int Top = 40;
    private const int BarHeight = 18;
    private const int Step = 28;

    private static readonly string[] Palette = ["#0072B2", "#56B4E9", "#E69F00", "#999999"];

    /// <summary>The document.</summary>
    public string Render()
    {
        var height = Top + (Step * Bars.Count) + 12;
        var most = Math.Max(Bars.Select(bar => bar.Most).DefaultIfEmpty(0).Max(), double.Epsilon);
        double X(double value) => Left + (Math.Clamp(value / most, 0, 1) * (Width - Left - Right));

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="system-ui, sans-serif" font-size="12" fill="currentColor">
            <text x="12" y="22" font-size="15" font-weight="600">{Escape(Title)} <tspan font-weight="400" font-size="12">({Escape(Unit)})</tspan></text>

            """);
        for (var i = 0; i < Bars.Count; i++) Draw(svg, Bars[i], Top + (i * Step), X);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, Bar bar, int y, Func<double, double> x)
    {
        var middle = y + (BarHeight / 2);
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text x="{Left - 10}" y="{middle + 4}" text-anchor="end">{Escape(bar.Name)}</text>
            <rect x="{Left}" y="{y}" width="{x(bar.Value) - Left:0.#}" height="{BarHeight}" fill="{Palette[bar.Group % Palette.Length]}"/>
            <path d="M{x(bar.Least):0.#} {middle}H{x(bar.Most):0.#}M{x(bar.Least):0.#} {middle - 4}v8M{x(bar.Most):0.#} {middle - 4}v8" stroke="currentColor" fill="none"/>
            <text x="{x(bar.Most) + 8:0.#}" y="{middle + 4}">{Load.Reporting.Figures.Number(bar.Value)}</text>

            """);
    }

    private static string Escape(string text) => SecurityElement.Escape(text)!;
}
