using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using ActorTls.Load.Measuring;
using ActorTls.Load.Plots;
using ActorTls.Load.Reporting;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;
using ActorTls.Load.Tests.Harness;
using ActorTls.Testing;
using CsCheck;

namespace ActorTls.Load.Tests.Plots;

public sealed class SvgChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_chart_is_well_formed_whatever_its_names_hold()
    {
        var chart = new SvgChart("<a & \"b\">", "x < y", "it's", [new ChartSeries("1 & 2", [(0, 1), (1, 2)])]);
        var document = XDocument.Parse(chart.Render());
        Assert.Equal(Svg + "svg", document.Root!.Name);
        Assert.Contains(document.Descendants(Svg + "text"), text => text.Value == "<a & \"b\">");
    }

    [Fact]
    public void Every_point_is_within_the_picture() => Gen.Select(Gen.Double[0, 1e9], Gen.Double[0, 1e9]).Array[0, 50].Sample(points =>
    {
        var chart = new SvgChart("t", "x", "y", [new ChartSeries("s", [.. points.OrderBy(point => point.Item1)])]);
        var document = XDocument.Parse(chart.Render());
        var box = document.Root!.Attribute("viewBox")!.Value.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var drawn = document.Descendants(Svg + "polyline").Single().Attribute("points")!.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return drawn.Length == points.Length && drawn.All(point =>
        {
            var position = point.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            return position[0] >= 0 && position[0] <= box[2] && position[1] >= 0 && position[1] <= box[3];
        });
    });

    [Fact]
    public void Ticks_are_round_and_enclose_the_range() => Gen.Select(Gen.Double[0, 1e6], Gen.Double[1e-3, 1e6]).Sample((from, length) =>
    {
        var ticks = SvgChart.RoundTicks(from, from + length);
        return ticks.Count is >= 2 and <= 12 && ticks[0].Value <= from && ticks[^1].Value >= from + length - (1e-6 * Math.Max(from + length, 1));
    });

    [Fact]
    public void A_result_gives_the_plots_that_it_has_data_for()
    {
        using var directory = new TemporaryDirectory();
        StageResult Hold(int connections) => Results.Stage($"hold-{connections}") with
        {
            Server = new ServerFigures { ResidentKibibytes = 50_000 + (13 * connections), Connections = connections },
        };
        var run = Results.Run(Results.Stage("load", Results.Workload("echo", 1000, 250)), Hold(500), Hold(1000));

        var files = ResultPlots.Write(run, directory.Path);
        Assert.Equal(["made-up-latency.svg", "made-up-memory.svg", "made-up-timeline.svg"], files.Select(Path.GetFileName));
        foreach (var file in files) Assert.NotEmpty(XDocument.Load(file).Descendants(Svg + "polyline"));

        Assert.Empty(ResultPlots.Write(Results.Run(Results.Stage("load", Results.Workload("echo", 0, 0))) with { Timeline = [] }, directory.Path));
    }

    [Fact]
    public void A_result_as_json_has_every_figure_with_its_unit_in_the_name()
    {
        var stage = Results.Stage("load", Results.Workload("echo", 1000, 250)) with
        {
            Server = new ServerFigures { ResidentKibibytes = 123, MicrosecondsPerOperation = 9.5 },
        };
        using var json = JsonDocument.Parse(ResultFile.Format(Results.Run(stage)));
        var load = json.RootElement.GetProperty("stages")[0];
        Assert.Equal(9.5, load.GetProperty("server").GetProperty("microsecondsPerOperation").GetDouble());
        Assert.Equal(250, load.GetProperty("workloads")[0].GetProperty("latency").GetProperty("p99").GetDouble());
        Assert.Equal(10, load.GetProperty("seconds").GetDouble());
    }

    [Fact]
    public void A_result_that_was_written_is_read_as_it_was()
    {
        using var directory = new TemporaryDirectory();
        var workload = Results.Workload("echo", 1000, 250) with { Failures = [new FailureCount(FailureKind.NotResumed, 3, "example")] };
        var stage = Results.Stage("load", workload) with { Server = new ServerFigures { ResidentKibibytes = 123, MicrosecondsPerOperation = 9.5 } };
        var file = Path.Combine(directory.Path, "sub/result.json");
        ResultFile.Write(Results.Run(stage), file);
        Assert.Equal(File.ReadAllText(file), ResultFile.Format(ResultFile.Read(file)));
    }
}
