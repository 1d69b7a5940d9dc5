using System.Globalization;
using System.Xml.Linq;
using ActorTls.Load.Comparison.Figures;
using ActorTls.Load.Comparison.Measuring;
using ActorTls.Load.Comparison.Reporting;
using ActorTls.Load.Comparison.Servers;
using ActorTls.Testing;

namespace ActorTls.Load.Tests.Comparison;

public sealed class ReportTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static string Templates => Path.Combine(AppContext.BaseDirectory, "peers");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_cell_can_break_neither_its_table_nor_its_line() => Assert.Equal(
        "| a | b |\n| --- | ---: |\n| x\\|y | 1 2 |\n\n",
        MarkdownTable.Format(["a", "b"], [["x|y", "1\n2"]]));

    [Fact]
    public void Only_the_generated_part_of_a_page_is_replaced()
    {
        var page = $"# Title\n\nby hand\n\n{GeneratedPart.Begin}\nold\n{GeneratedPart.End}\n\nby hand too\n";
        var replaced = GeneratedPart.Replace(GeneratedPart.Replace(page, "new"), "newer");
        Assert.Equal($"# Title\n\nby hand\n\n{GeneratedPart.Begin}\n\nnewer\n\n{GeneratedPart.End}\n\nby hand too\n", replaced);
        Assert.Throws<FormatException>(() => GeneratedPart.Replace("nothing of the kind", "new"));
    }

    [Theory]
    [InlineData(0.7, false, true)]
    [InlineData(0.8, false, true)]
    [InlineData(0.9, false, false)]
    [InlineData(0.7, true, false)]
    [InlineData(0.9, true, true)]
    public void A_goal_is_met_on_the_right_side_of_its_limit(double measured, bool isAtLeast, bool isMet) =>
        Assert.Equal(isMet, new Goal("g", 0.8, isAtLeast, "", Sample.Of(measured)).IsMet);

    [Fact]
    public void A_goal_that_was_not_measured_is_neither_met_nor_missed() => Assert.Null(new Goal("g", 1, false, "", Sample.Of()).IsMet);

    [Fact]
    public void Goals_compare_like_with_like()
    {
        var goals = Goals.Of(MadeUpResult.Create());
        // 120 of the forward listener over 130 of HAProxy, 100 of the echo listener over 110 of Kestrel.
        Assert.Equal(120.0 / 130, goals.Single(goal => goal.Text == "full handshake, CPU: forward / HAProxy").Measured.Median, 6);
        Assert.Equal(100.0 / 110, goals.Single(goal => goal.Text == "full handshake, CPU: echo / Kestrel").Measured.Median, 6);
        Assert.Equal(120.0 / 130, goals.Single(goal => goal.Text == "forwarding 64 bytes, 64 connections, CPU: forward / the best of the others").Measured.Median, 6);
        Assert.Null(goals.Single(goal => goal.Text == "full handshake, CPU: echo / OpenSSL in memory").IsMet);
        Assert.Equal(120.0 / 140, goals.Single(goal => goal.Text == "handshake with the certificates of 10,000 clients, CPU: forward / nginx").Measured.Median, 6);
        Assert.Equal(14, goals.Single(goal => goal.Text == "idle connection at 19,000, resident memory").Measured.Median, 6);
        Assert.Equal(12.0 / 10, goals.Single(goal => goal.Text.StartsWith("cost of a connection", StringComparison.Ordinal)).Measured.Median, 6);
    }

    [Fact]
    public void A_million_connections_are_on_the_line_through_those_that_were_held()
    {
        var curve = MadeUpResult.Create().LongMemoryCurves[0];
        Assert.Equal([10.0, 12.0], MemoryTable.StepCosts(curve));
        Assert.Equal(70_000 + (34_000.0 / 3000 * 999_000), MemoryTable.Extrapolate(curve, 1_000_000), 3);
        Assert.Contains("1,000,000, **calculated**", MemoryTable.Format(curve), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_has_every_server_row_plot_and_setting_and_says_what_failed()
    {
        var file = await BenchmarkFiles.WriteAsync(MadeUpResult.Create(), _directory.Path, Templates, CancellationToken.None);
        var page = await File.ReadAllTextAsync(file);
        foreach (var server in ServerCatalogue.All) Assert.Contains($"| {server.Name} | version of {server.Name} |", page, StringComparison.Ordinal);
        foreach (var row in RowCatalogue.All)
        {
            Assert.Contains($"## {row.Title}\n", page, StringComparison.Ordinal);
            Assert.Contains($"(benchmarks/{row.Key}.svg)", page, StringComparison.Ordinal);
            Assert.Equal("svg", XDocument.Load(Path.Combine(_directory.Path, "benchmarks", $"{row.Key}.svg")).Root!.Name.LocalName);
        }
        Assert.Contains("| row \\| 1 | hitch | 2 | it was not there |", page, StringComparison.Ordinal);
        foreach (var template in Directory.EnumerateFiles(Templates)) Assert.Contains($"<code>load/peers/{Path.GetFileName(template)}</code>", page, StringComparison.Ordinal);

        // A second time, what was written by hand meanwhile stays.
        await File.WriteAllTextAsync(file, page.Replace("# Benchmarks", "# Benchmarks\n\nby hand", StringComparison.Ordinal));
        await BenchmarkFiles.WriteAsync(MadeUpResult.Create(), _directory.Path, Templates, CancellationToken.None);
        Assert.Equal(page.Replace("# Benchmarks", "# Benchmarks\n\nby hand", StringComparison.Ordinal), await File.ReadAllTextAsync(file));
    }

    [Theory]
    [InlineData(0.4, false)]
    [InlineData(9, true)]
    public void A_page_from_a_busy_machine_says_so(double load, bool says) => Assert.Equal(says, BenchmarkPage.Format(
        MadeUpResult.Create() with { Load = load }, [], Templates).Contains("**The machine was busy with other things**", StringComparison.Ordinal));

    [Fact]
    public void Bars_and_whiskers_are_within_the_picture_and_names_are_escaped()
    {
        var document = XDocument.Parse(new BarChart("<t>", "µs & more", [new("a & b", 5, 4, 9, 0), new("c", 0, 0, 0, 7)]).Render());
        var width = double.Parse(document.Root!.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture);
        var bars = document.Descendants().Where(element => element.Name.LocalName == "rect").ToList();
        Assert.Equal(2, bars.Count);
        Assert.All(bars, bar => Assert.InRange(
            double.Parse(bar.Attribute("x")!.Value, CultureInfo.InvariantCulture) + double.Parse(bar.Attribute("width")!.Value, CultureInfo.InvariantCulture), 0, width));
        Assert.Contains(document.Descendants(), element => element.Value == "a & b");
    }
}
