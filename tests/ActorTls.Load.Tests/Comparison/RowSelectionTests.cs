using ActorTls.Load.Comparison.CommandLine;
using ActorTls.Load.Comparison.Figures;
using ActorTls.Load.Comparison.Measuring;
using ActorTls.Load.Comparison.Reporting;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.Tests.Comparison;

public sealed class RowSelectionTests
{
    private static string Templates => Path.Combine(AppContext.BaseDirectory, "peers");

    [Fact]
    public void Every_row_is_a_scenario_with_parameters_that_it_takes()
    {
        foreach (var row in RowCatalogue.All)
        {
            var scenario = ScenarioCatalogue.Find(row.Scenario)!;
            var values = row.Arguments.Chunk(2).ToDictionary(pair => pair[0]["--".Length..], pair => pair[1]);
            if (row.IsFleet) values["first"] = "9999";
            Assert.Equal(row.IsFleet, scenario.Plan(values).NeedsFleet);
        }
        Assert.Equal(RowSelection.Known.Count, RowSelection.Known.Distinct().Count());
    }

    [Fact]
    public void Without_a_list_everything_is_measured()
    {
        Assert.True(RowSelection.Parse([]).IsEverything);
        Assert.Equal(RowCatalogue.All, RowSelection.Parse([]).Rows);
    }

    [Theory]
    [InlineData("fleet,full", "full", "fleet")]
    [InlineData("full, fleet ,full", "full", "fleet")]
    [InlineData("start", "start")]
    public void Those_of_a_list_are_in_their_usual_order_and_once(string list, params string[] keys)
    {
        var selection = RowSelection.Parse([list]);
        Assert.Equal(keys, selection.Keys);
        Assert.Equal(keys.Where(key => key != "start"), selection.Rows.Select(row => row.Key));
        Assert.False(selection.IsEverything);
        Assert.Equal(keys, RowSelection.Parse(list.Split(',')).Keys);
    }

    [Fact]
    public void A_list_of_all_is_everything() => Assert.True(RowSelection.Parse([string.Join(',', RowSelection.Known)]).IsEverything);

    [Theory]
    [InlineData("")]
    [InlineData("full,")]
    [InlineData("full,flett")]
    [InlineData("Full")]
    public async Task What_is_no_row_is_told_with_those_that_there_are(string list)
    {
        Assert.Contains("full, mutual, fleet, ", Assert.Throws<FormatException>(() => RowSelection.Parse([list])).Message, StringComparison.Ordinal);
        Assert.Equal(LoadExitCode.Usage, await CompareCommand.InvokeAsync(["--tools", "/nonexistent", "--repository", "/nonexistent", "--rows", list]));
    }

    [Fact]
    public void A_page_of_chosen_rows_has_them_alone_and_says_so()
    {
        var all = MadeUpResult.Create();
        var page = BenchmarkPage.Format(all with { Settings = all.Settings with { Rows = RowSelection.Parse(["mutual,fleet"]) } }, [], Templates);
        Assert.Contains("**Only some rows were measured:** mutual, fleet.", page, StringComparison.Ordinal);
        Assert.Equal(
            [RowCatalogue.Mutual.Title, RowCatalogue.Fleet.Title],
            RowCatalogue.All.Select(row => row.Title).Where(title => page.Contains($"## {title}\n", StringComparison.Ordinal)));
        Assert.DoesNotContain("## Idle connections", page, StringComparison.Ordinal);
        Assert.DoesNotContain("## Start", page, StringComparison.Ordinal);
        Assert.DoesNotContain("| start, ms |", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Only some rows", BenchmarkPage.Format(all, [], Templates), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_chosen_rows_has_only_the_goals_that_they_tell_of()
    {
        var all = MadeUpResult.Create();
        var only = new Measurements();
        foreach (var (row, server, figure, sample) in all.Measurements.All.Where(each => each.Row == "fleet"))
        {
            foreach (var (round, value) in sample.Values) only.Add(row, server, figure, round, value);
        }
        var chosen = all with { Measurements = only, LongMemoryCurves = [], Settings = all.Settings with { Rows = RowSelection.Parse(["fleet"]) } };
        Assert.DoesNotContain("not measured", RowTables.GoalTable(chosen), StringComparison.Ordinal);
        Assert.Equal(2, RowTables.GoalTable(chosen).Split('\n').Count(line => line.Contains("10,000 clients", StringComparison.Ordinal)));
        // Of everything, what is missing is seen.
        Assert.Contains("not measured", RowTables.GoalTable(chosen with { Settings = all.Settings }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_was_to_be_measured_and_was_not_has_empty_cells()
    {
        var all = MadeUpResult.Create();
        var nothing = all with { Measurements = new Measurements(), LongMemoryCurves = [] };
        var page = BenchmarkPage.Format(nothing, BenchmarkPlots.Of(nothing), Templates);
        Assert.Contains($"## {RowCatalogue.Fleet.Title}\n", page, StringComparison.Ordinal);
        Assert.Contains("| ActorTls echo | - |", page, StringComparison.Ordinal);
        Assert.DoesNotContain(".svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }
}
