using ActorTls.Load.NBomber.Configuration;

namespace ActorTls.Load.Tests.NBomber;

/// <summary>What NBomber would ignore, or stumble over, is found before it is asked.</summary>
public sealed class ConfigurationFileTests
{
    private const string Simulations = """[ { "KeepConstant": [ 4, "00:00:10" ] } ]""";

    [Fact]
    public void A_configuration_is_read_with_all_that_it_says()
    {
        var (parts, errors) = Read(Whole($$"""
            { "ScenarioName": "one", "WarmUpDuration": "00:00:02", "MaxFailCount": 7,
              "LoadSimulationsSettings": [ { "Pause": "00:00:05" }, { "RampingConstant": [ 9, "00:00:10" ] }, { "Inject": [ 5, "00:00:00.100", "00:01:00" ] } ],
              "CustomSettings": { "Parameters": { "size": 64, "pause": "2s" }, "Expectations": [ "p99 < 5 ms" ] } },
            { "ScenarioName": "two", "LoadSimulationsSettings": {{Simulations}} }
            """));

        Assert.Empty(errors);
        Assert.Equal(["one", "two"], parts.Select(part => part.Name));
        Assert.Equal(new LoadProfile(TimeSpan.FromSeconds(75), TimeSpan.FromSeconds(5), 9, IsOpen: true), parts[0].Profile);
        Assert.Equal(new LoadProfile(TimeSpan.FromSeconds(10), TimeSpan.Zero, 4, IsOpen: false), parts[1].Profile);
        Assert.Equal(("64", "2s"), (parts[0].Parameters["size"], parts[0].Parameters["pause"]));
        Assert.Equal(["p99 < 5 ms"], parts[0].Expectations);
        Assert.Equal((7, 5000), (parts[0].MaxFailures, parts[1].MaxFailures));
    }

    [Fact]
    public void Only_target_scenarios_are_run_when_there_are_any()
    {
        var (parts, errors) = Read($$"""
            { "TargetScenarios": [ "two" ],
              "GlobalSettings": { "ScenariosSettings": [ { "ScenarioName": "two", "LoadSimulationsSettings": {{Simulations}} } ] } }
            """);

        Assert.Empty(errors);
        Assert.Equal("two", Assert.Single(parts).Name);
    }

    [Theory]
    [InlineData("""{ "Globalsettings": {} }""", "Globalsettings: unknown; there are TestSuite")]
    [InlineData("""{ "TestName": 5 }""", "TestName: 5 is not accepted: a text")]
    [InlineData("""{ "TargetScenarios": [] }""", "TargetScenarios: it must name a scenario")]
    [InlineData("""{ "TargetScenarios": [ "tow" ] }""", "TargetScenarios[0]: \"tow\" is not accepted: there are one, two")]
    [InlineData("""{ "GlobalSettings": { "ReportFolder": "here" } }""", "GlobalSettings.ReportFolder: must not be set here")]
    [InlineData("""{ "GlobalSettings": { "ReportFormats": [ "Pdf" ] } }""", "GlobalSettings.ReportFormats[0]: \"Pdf\" is not accepted: there are Txt, Html, Csv, Md")]
    [InlineData("""{ "GlobalSettings": { "ReportingInterval": "00:00:04" } }""", "GlobalSettings.ReportingInterval: \"00:00:04\" is not accepted: a duration of 5 s or longer")]
    [InlineData("""{ "GlobalSettings": { "EnableHintsAnalyzer": "yes" } }""", "GlobalSettings.EnableHintsAnalyzer: \"yes\" is not accepted: true or false")]
    [InlineData("""{ "GlobalSettings": [] }""", "GlobalSettings: [] is not accepted: an object")]
    [InlineData("""{ "TestName": "a", "TestName": "b" }""", "Duplicate property 'TestName'")]
    [InlineData("""{}""", "GlobalSettings.ScenariosSettings must say something about the scenario 'one'")]
    [InlineData("""{ "TestName" """, "LineNumber: 0")]
    [InlineData("", "does not contain any JSON")]
    public void An_error_says_its_place_and_what_is_accepted(string json, string expected) =>
        Assert.Contains(Read(json).Errors, error => error.StartsWith(expected, StringComparison.Ordinal) || error.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("", "ScenarioName is missing", "")]
    [InlineData("\"ScenarioName\": \"three\",", "\"three\" is not accepted: there are one, two", ".ScenarioName")]
    [InlineData("\"ScenarioName\": \"one\", \"WarmupDuration\": \"00:00:01\",", "unknown; there are ScenarioName", ".WarmupDuration")]
    [InlineData("\"ScenarioName\": \"one\", \"WarmUpDuration\": \"00:00:11\",", "\"00:00:11\" is not accepted: it must not be longer", ".WarmUpDuration")]
    [InlineData("\"ScenarioName\": \"one\", \"WarmUpDuration\": \"10\",", "\"10\" is not accepted: a duration", ".WarmUpDuration")]
    [InlineData("\"ScenarioName\": \"one\", \"MaxFailCount\": 0,", "0 is not accepted: a whole number, 1 at least", ".MaxFailCount")]
    [InlineData("\"ScenarioName\": \"one\", \"MaxFailCount\": 1.5,", "1.5 is not accepted", ".MaxFailCount")]
    [InlineData("\"ScenarioName\": \"one\", \"CustomSettings\": { \"Parameter\": {} },", "unknown; there are Parameters, Expectations", ".CustomSettings.Parameter")]
    [InlineData("\"ScenarioName\": \"one\", \"CustomSettings\": { \"Parameters\": { \"size\": true } },", "true is not accepted: a number or a text", ".CustomSettings.Parameters.size")]
    [InlineData("\"ScenarioName\": \"one\", \"CustomSettings\": { \"Expectations\": [ 5 ] },", "5 is not accepted: a text", ".CustomSettings.Expectations[0]")]
    public void An_error_in_the_settings_of_a_scenario_says_where_it_is(string members, string expected, string place) =>
        Assert.Contains(
            Read(Whole($$"""{ {{members}} "LoadSimulationsSettings": {{Simulations}} }""")).Errors,
            error => error.StartsWith($"GlobalSettings.ScenariosSettings[0]{place}: {expected}", StringComparison.Ordinal));

    [Theory]
    [InlineData("[]", ": there must be a load simulation")]
    [InlineData("5", ": 5 is not accepted: a list")]
    [InlineData("""[ { "KeepConst": [ 4, "00:00:10" ] } ]""", "[0].KeepConst: unknown; there are KeepConstant")]
    [InlineData("""[ {} ]""", "[0]: {} is not accepted: one of KeepConstant")]
    [InlineData("""[ { "Pause": "00:00:01", "KeepConstant": [ 4, "00:00:10" ] } ]""", "[0]: each simulation is an object of its own")]
    [InlineData("""[ { "KeepConstant": [ 4 ] } ]""", "[0].KeepConstant: [ 4 ] is not accepted: [copies, duration]")]
    [InlineData("""[ { "KeepConstant": [ -4, "00:00:10" ] } ]""", "[0].KeepConstant[0]: -4 is not accepted")]
    [InlineData("""[ { "KeepConstant": [ 4, "00:00:00.5" ] } ]""", "[0].KeepConstant[1]: \"00:00:00.5\" is not accepted: a duration of 1 s or longer")]
    [InlineData("""[ { "Pause": [ "00:00:10" ] } ]""", "[0].Pause: [ \"00:00:10\" ] is not accepted: a duration")]
    [InlineData("""[ { "Inject": [ 4, "00:00:11", "00:00:10" ] } ]""", "[0].Inject: [ 4, \"00:00:11\", \"00:00:10\" ] is not accepted: the interval must not be longer")]
    [InlineData("""[ { "Inject": [ 4, "00:00:00", "00:00:10" ] } ]""", "[0].Inject[1]: \"00:00:00\" is not accepted: a duration of 0.001 s or longer")]
    [InlineData("""[ { "InjectRandom": [ 4, 3, "00:00:01", "00:00:10" ] } ]""", "[0].InjectRandom: [ 4, 3, \"00:00:01\", \"00:00:10\" ] is not accepted: the first rate")]
    public void An_error_in_a_load_simulation_says_which_part_it_is(string simulations, string expected) =>
        Assert.Contains(
            Read(Whole($$"""{ "ScenarioName": "one", "LoadSimulationsSettings": {{simulations}} }""")).Errors,
            error => error.StartsWith($"GlobalSettings.ScenariosSettings[0].LoadSimulationsSettings{expected}", StringComparison.Ordinal));

    [Fact]
    public void Settings_of_a_scenario_that_stand_there_twice_are_refused()
    {
        var setting = $$"""{ "ScenarioName": "one", "LoadSimulationsSettings": {{Simulations}} }""";

        Assert.Contains("GlobalSettings: there are two settings of the scenario 'one'", Read(Whole($"{setting}, {setting}")).Errors);
    }

    private static string Whole(string settings) => $$"""{ "GlobalSettings": { "ScenariosSettings": [ {{settings}} ] } }""";

    private static (IReadOnlyList<PartSettings> Parts, List<string> Errors) Read(string json)
    {
        var errors = new List<string>();
        return (ConfigurationFile.Read(json, ["one", "two"], errors), errors);
    }
}
