using System.Text.Json;

namespace ActorTls.Load.NBomber.Configuration;

/// <summary>
/// Checks a configuration in NBomber's format before NBomber reads it: NBomber ignores names that it does not know, takes
/// a shape that it does not expect for an exception without a place, and empties the folder of its reports.
/// </summary>
internal static class ConfigurationFile
{
    private static readonly TimeSpan ShortestReportingInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestWarmUp = TimeSpan.FromMilliseconds(1);
    // NBomber's, also where code says otherwise, for a scenario that the file says anything about.
    private const int DefaultMaxFailures = 5000;

    private static readonly string[] ReportFormats = ["Txt", "Html", "Csv", "Md"];

    /// <summary>Reads a file.</summary>
    /// <param name="json">Its text.</param>
    /// <param name="parts">The names of the scenarios that there are.</param>
    /// <param name="errors">Gets every error, each with its place.</param>
    /// <returns>The settings of those that the file selects, which are all unless it has <c>TargetScenarios</c>.</returns>
    public static IReadOnlyList<PartSettings> Read(string json, IReadOnlyList<string> parts, List<string> errors)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return ReadRoot(new JsonPlace(document.RootElement.Clone(), "", errors), parts);
        }
        catch (JsonException e)
        {
            errors.Add(e.Message);
            return [];
        }
    }

    private static List<PartSettings> ReadRoot(JsonPlace root, IReadOnlyList<string> parts)
    {
        var members = root.ReadObject("TestSuite", "TestName", "TargetScenarios", "GlobalSettings");
        foreach (var name in new[] { "TestSuite", "TestName" })
            if (members.TryGetValue(name, out var text)) text.ReadText();
        var selected = members.TryGetValue("TargetScenarios", out var targets) ? ReadTargets(targets, parts) : parts;

        var settings = members.TryGetValue("GlobalSettings", out var global) ? ReadGlobal(global, parts) : [];
        var chosen = settings.FindAll(part => selected.Contains(part.Name));
        foreach (var missing in selected.Except(settings.Select(part => part.Name)))
            root.Report($"GlobalSettings.ScenariosSettings must say something about the scenario '{missing}'");
        return chosen;
    }

    private static List<string> ReadTargets(JsonPlace place, IReadOnlyList<string> parts)
    {
        var targets = place.ReadList();
        if (targets.Count == 0) place.Report("it must name a scenario at least");
        return [.. targets.Select(target => ReadName(target, parts)).OfType<string>()];
    }

    private static List<PartSettings> ReadGlobal(JsonPlace place, IReadOnlyList<string> parts)
    {
        var members = place.ReadObject(
            "ScenariosSettings", "ReportFileName", "ReportFolder", "ReportFormats", "ReportingInterval",
            "EnableHintsAnalyzer", "EnableStopTestForcibly");
        if (members.TryGetValue("ReportFolder", out var folder))
            folder.Report("must not be set here, for NBomber empties it: --reports says where new folders are made");
        if (members.TryGetValue("ReportFileName", out var fileName)) fileName.ReadText();
        if (members.TryGetValue("ReportFormats", out var formats))
        {
            foreach (var format in formats.ReadList()) ReadName(format, ReportFormats);
        }
        if (members.TryGetValue("ReportingInterval", out var interval)) interval.ReadDuration(ShortestReportingInterval);
        foreach (var name in new[] { "EnableHintsAnalyzer", "EnableStopTestForcibly" })
            if (members.TryGetValue(name, out var flag)) flag.ReadFlag();

        var settings = members.TryGetValue("ScenariosSettings", out var list)
            ? list.ReadList().Select(scenario => ReadScenario(scenario, parts)).OfType<PartSettings>().ToList()
            : [];
        foreach (var name in settings.GroupBy(part => part.Name).Where(same => same.Count() > 1).Select(same => same.Key))
            place.Report($"there are two settings of the scenario '{name}'");
        return settings;
    }

    private static PartSettings? ReadScenario(JsonPlace place, IReadOnlyList<string> parts)
    {
        var members = place.ReadObject("ScenarioName", "WarmUpDuration", "LoadSimulationsSettings", "CustomSettings", "MaxFailCount");
        var name = Required(place, members, "ScenarioName") is { } nameAt ? ReadName(nameAt, parts) : null;
        var profile = Required(place, members, "LoadSimulationsSettings") is { } simulations ? LoadProfile.Read(simulations) : null;
        // With 0 NBomber would end the run before it begins.
        var maxFailures = members.TryGetValue("MaxFailCount", out var failuresAt) ? failuresAt.ReadCount(1) : null;
        if (members.TryGetValue("WarmUpDuration", out var warmUpAt)
            && warmUpAt.ReadDuration(ShortestWarmUp) is { } warmUp && profile is not null && warmUp > profile.Duration)
            warmUpAt.Refuse("it must not be longer than all of the load simulations");

        var custom = members.TryGetValue("CustomSettings", out var customAt)
            ? customAt.ReadObject("Parameters", "Expectations")
            : new Dictionary<string, JsonPlace>();
        var parameters = custom.TryGetValue("Parameters", out var parametersAt) ? ReadParameters(parametersAt) : [];
        var expectations = custom.TryGetValue("Expectations", out var expectationsAt)
            ? expectationsAt.ReadList().Select(expectation => expectation.ReadText()).OfType<string>()
            : [];
        return name is null || profile is null ? null : new PartSettings(
            name, profile, maxFailures ?? DefaultMaxFailures, parameters, [.. expectations], place);
    }

    private static Dictionary<string, string> ReadParameters(JsonPlace place)
    {
        var parameters = new Dictionary<string, string>();
        foreach (var (name, value) in place.ReadMembers())
        {
            if (value.Value.ValueKind == JsonValueKind.Number) parameters[name] = value.Value.GetRawText();
            else if (value.Value.ValueKind == JsonValueKind.String) parameters[name] = value.Value.GetString()!;
            else value.Refuse("a number or a text");
        }
        return parameters;
    }

    private static JsonPlace? Required(JsonPlace place, IReadOnlyDictionary<string, JsonPlace> members, string name)
    {
        if (members.TryGetValue(name, out var member)) return member;
        place.Report($"{name} is missing");
        return null;
    }

    private static string? ReadName(JsonPlace place, IReadOnlyList<string> known)
    {
        if (place.ReadText() is not { } name) return null;
        if (known.Contains(name)) return name;
        place.Refuse($"there {(known.Count == 1 ? "is" : "are")} {string.Join(", ", known)}");
        return null;
    }
}
