using ActorTls.Load.Expectations;
using ActorTls.Load.NBomber.Configuration;
using ActorTls.Load.NBomber.Results;
using ActorTls.Load.NBomber.Running;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.Tests.NBomber;

/// <summary>The configurations that the NBomber runner takes where none is given.</summary>
public sealed class ExampleConfigurationTests
{
    private static readonly Dictionary<string, string> Defaults = [];

    public static TheoryData<string> Scenarios => [.. ScenarioCatalogue.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Every_scenario_has_one_without_errors(string name)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        var names = PlanPart.NamesOf(name, scenario.Plan(Defaults));
        var errors = new List<string>();

        var parts = ConfigurationFile.Read(ReadExample(name), names, errors);

        Assert.Empty(errors);
        Assert.Equal(names, parts.Select(part => part.Name));
        foreach (var part in parts)
        {
            var plan = scenario.Plan(part.Parameters);
            var workload = PlanPart.Of(name, plan).SingleOrDefault(candidate => candidate.Name == part.Name)?.Workload;
            Assert.True(part.Profile.Copies <= (workload?.Users ?? 1), $"{part.Name} has fewer users than copies");
            Assert.NotEmpty(part.Expectations.Select(text => RunExpectations.Parse(text, [])));
        }
    }

    [Fact]
    public void There_is_none_that_no_scenario_has()
    {
        var files = Directory.EnumerateFiles(Folder).Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(ScenarioCatalogue.All.Select(scenario => scenario.Name).Order(), files.Order());
    }

    [Fact]
    public void A_scenario_whose_stages_are_repeated_is_one_for_each_workload_in_each_stage()
    {
        var plan = ScenarioCatalogue.Find("mixed")!.Plan(Defaults);

        Assert.Equal(["mixed.quiet.live", "mixed.storm.live", "mixed.storm.handshakes"], PlanPart.NamesOf("mixed", plan));
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("reconnect")]
    public void Any_other_scenario_keeps_its_name(string name) =>
        Assert.Equal([name], PlanPart.NamesOf(name, ScenarioCatalogue.Find(name)!.Plan(Defaults)));

    [Theory]
    [InlineData("p90 < 5 ms")]
    [InlineData("p99.9 < 5 ms")]
    [InlineData("cpu < 20 us")]
    [InlineData("memory < 20 KiB")]
    public void An_expectation_about_what_nbomber_does_not_measure_is_refused(string text) =>
        Assert.Contains("NBomber does not measure", Assert.Throws<FormatException>(() => RunExpectations.Parse(text, [])).Message);

    [Fact]
    public void Nothing_may_fail_where_no_expectation_says_anything_about_failures()
    {
        var rate = RunExpectations.Parse("rate > 5/s", ["load"]);
        var failures = Expectation.Parse("failures < 10");

        Assert.Equal(["failures = 0", "rate > 5/s"], RunExpectations.WithDefault([rate], [], ["load"]).Select(each => each.Text));
        Assert.Equal(["rate > 5/s"], RunExpectations.WithDefault([rate], [failures], ["load"]).Select(each => each.Text));
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "NBomber", "config");

    private static string ReadExample(string name) => File.ReadAllText(Path.Combine(Folder, $"{name}.json"));
}
