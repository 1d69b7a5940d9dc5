using System.Globalization;
using System.Security;
using System.Text;

namespace ActorTls.Load.Plots;

/// <summary>
/// A chart of lines as SVG: axes, grid, legend. Colours are those of the page it stands on (<c>currentColor</c>) and a
/// palette that colour-blind people can distinguish.
/// </summary>
/// <param name="Title">Above it.</param>
/// <param name="XLabel">Below the horizontal axis.</param>
/// <param name="YLabel">Beside the vertical one.</param>
/// <param name="Series">The lines.</param>
/// <param name="XTicks">Marks of the horizontal axis; null = at round numbers.</param>
internal sealed record SvgChart(
    string Title, string XLabel, string YLabel, IReadOnlyList<ChartSeries> Series, IReadOnlyList<ChartTick>? XTicks = null)
{
    private const int Width = 760;
    private const int Height = 420;
    private const int Left = 80;
    private const int Right = 20;
    private const int Top = 56;
    private const int Bottom = 56;

    // Okabe and Ito's.
    private static readonly string[] Palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    /// <summary>The SVG document.</summary>
    public string Render()
    {
        var points = Series.SelectMany(series => series.Points).DefaultIfEmpty((X: 0, Y: 0)).ToList();
        var xTicks = XTicks ?? RoundTicks(points.Min(point => point.X), points.Max(point => point.X));
        var yTicks = RoundTicks(0, points.Max(point => point.Y));
        var x = Scale(xTicks[0].Value, xTicks[^1].Value, Left, Width - Right);
        var y = Scale(yTicks[0].Value, yTicks[^1].Value, Height - Bottom, Top);

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="system-ui, sans-serif" font-size="12" fill="currentColor">
            <text x="{Left}" y="22" font-size="15" font-weight="600">{Escape(Title)}</text>

            """);
        foreach (var tick in yTicks)
        {
            Line(svg, Left, y(tick.Value), Width - Right, y(tick.Value), 0.15);
            Text(svg, Left - 8, y(tick.Value) + 4, "end", tick.Text);
        }
        foreach (var tick in xTicks)
        {
            Line(svg, x(tick.Value), Top, x(tick.Value), Height - Bottom, 0.15);
            Text(svg, x(tick.Value), Height - Bottom + 18, "middle", tick.Text);
        }
        Text(svg, (Left + Width - Right) / 2.0, Height - 12, "middle", XLabel);
        svg.Append(CultureInfo.InvariantCulture, $"""<text transform="translate(18 {(Top + Height - Bottom) / 2}) rotate(-90)" text-anchor="middle">{Escape(YLabel)}</text>""").Append('\n');
        for (var i = 0; i < Series.Count; i++) Draw(svg, i, x, y);
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Marks at multiples of 1, 2 or 5 times a power of ten, which enclose the range; five or so.</summary>
    internal static IReadOnlyList<ChartTick> RoundTicks(double from, double to)
    {
        var span = to > from ? to - from : Math.Max(Math.Abs(to), 1);
        var raw = span / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * ((raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        var first = Math.Floor(from / step);
        var count = Math.Max((int)Math.Ceiling((from + span) / step - first - 1e-9), 1);
        return [.. Enumerable.Range(0, count + 1).Select(i => (first + i) * step).Select(value =>
            new ChartTick(value, value.ToString("#,##0.###", CultureInfo.InvariantCulture)))];
    }

    private void Draw(StringBuilder svg, int index, Func<double, double> x, Func<double, double> y)
    {
        var series = Series[index];
        var colour = Palette[index % Palette.Length];
        var line = string.Join(' ', series.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{x(point.X):0.#},{y(point.Y):0.#}")));
        svg.Append(CultureInfo.InvariantCulture, $"""<polyline fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round" points="{line}"/>""").Append('\n');
        var left = Left + (index * 150);
        svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{left}" y="34" width="14" height="4" fill="{colour}"/>""").Append('\n');
        Text(svg, left + 20, 40, "start", series.Name);
    }

    private static Func<double, double> Scale(double from, double to, double start, double end) =>
        value => start + ((value - from) / (to - from) * (end - start));

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2, double opacity) => svg.Append(
        CultureInfo.InvariantCulture,
        $"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="currentColor" stroke-opacity="{opacity}"/>""").Append('\n');

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text) => svg.Append(
        CultureInfo.InvariantCulture, $"""<text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}">{Escape(text)}</text>""").Append('\n');

    private static string Escape(string text) => SecurityElement.Escape(text)!;
}
