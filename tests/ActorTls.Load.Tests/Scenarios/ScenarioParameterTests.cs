using ActorTls.Load.Scenarios;
using ActorTls.Load.Scenarios.Client;
using ActorTls.Load.Scenarios.Holding;
using ActorTls.Load.Scenarios.Traffic;

namespace ActorTls.Load.Tests.Scenarios;

public sealed class ScenarioParameterTests
{
    [Fact]
    public void Every_scenario_has_a_name_for_command_lines_a_summary_and_a_plan_without_any_parameter()
    {
        Assert.All(ScenarioCatalogue.All, scenario =>
        {
            Assert.Matches("^[a-z]+(-[a-z]+)*$", scenario.Name);
            Assert.DoesNotContain('\n', scenario.Summary);
            Assert.All(scenario.Parameters, parameter => Assert.Matches("^[a-z]+(-[a-z]+)*$", parameter.Name));
            var plan = scenario.Plan(new Dictionary<string, string>());
            Assert.NotEmpty(plan.Stages);
            Assert.All(plan.Stages.SelectMany(stage => stage.Workloads), workload => Assert.Contains(workload, plan.Workloads));
        });
        Assert.Equal(ScenarioCatalogue.All.Count, ScenarioCatalogue.All.DistinctBy(scenario => scenario.Name).Count());
    }

    [Fact]
    public void The_defaults_as_text_mean_the_defaults()
    {
        foreach (var scenario in ScenarioCatalogue.All)
        {
            var plan = scenario.Plan(scenario.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Default));
            Assert.Equal(scenario.Plan(new Dictionary<string, string>()).Connections, plan.Connections);
        }
    }

    [Fact]
    public void Values_reach_the_plan()
    {
        var plan = EchoScenarios.Echo.Plan(new Dictionary<string, string> { ["connections"] = "7", ["message-size"] = "1000" });
        Assert.Equal(7, plan.Connections);
        var mixed = MixedScenario.Instance.Plan(new Dictionary<string, string> { ["storm-rate"] = "none", ["live-rate"] = "12.5" });
        Assert.Equal([12.5, null], mixed.Workloads.Select(workload => workload.Rate));
    }

    [Theory]
    [InlineData("idle", "connections", "many", "1 to")]
    [InlineData("idle", "connections", "0", "1 to")]
    [InlineData("idle", "settle", "5", "10s")]
    [InlineData("reconnect", "drop", "gently", "reset, close")]
    [InlineData("mixed", "storm-rate", "-1", "0.1 to")]
    [InlineData("echo", "size", "1", "message-size")]
    public void What_is_not_accepted_is_told_with_what_is(string scenario, string name, string value, string hint)
    {
        var refused = Assert.Throws<ArgumentException>(() => ScenarioCatalogue.Find(scenario)!.Plan(new Dictionary<string, string> { [name] = value }));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(hint, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("50us", 0.05)]
    [InlineData("1.5ms", 1.5)]
    [InlineData("10s", 10_000.0)]
    [InlineData("2m", 120_000.0)]
    [InlineData("10", null)]
    [InlineData("s", null)]
    [InlineData("-1s", null)]
    public void Durations_have_a_unit(string text, double? milliseconds) =>
        Assert.Equal(milliseconds, ScenarioParameter.ParseDuration(text)?.TotalMilliseconds);

    [Fact]
    public void Idle_connections_come_in_even_steps_up_to_all_of_them()
    {
        var plan = IdleScenario.Instance.Plan(new IdleParameters { Connections = 19_000, First = 1000, Steps = 3 });
        Assert.Equal([0, 1000, 7000, 13_000, 19_000], plan.Stages.Where(stage => stage.Kind == StageKind.Rest).Select(stage => stage.Connections));
    }

    [Fact]
    public void Streams_do_not_share_their_bytes()
    {
        var (one, other) = (Pattern.NextOffset(), Pattern.NextOffset());
        Assert.False(Pattern.Slice(one, 0, 64).SequenceEqual(Pattern.Slice(other, 0, 64)));
        for (var shift = 1; shift < 20_000; shift++)
            Assert.False(Pattern.Slice(one, 0, 16).SequenceEqual(Pattern.Slice(one, shift, 16)), $"repeats after {shift}");
    }

    [Fact]
    public void A_slice_goes_on_where_the_one_before_ended()
    {
        var offset = Pattern.NextOffset();
        var whole = Pattern.Slice(offset, 50_000, 40_000);
        Assert.True(whole[15_000..].SequenceEqual(Pattern.Slice(offset, 65_000, 25_000)));
    }
}
