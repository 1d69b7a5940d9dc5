using ActorTls.Load.Expectations;
using ActorTls.Load.NBomber.Configuration;
using ActorTls.Load.NBomber.Results;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.NBomber.Running;

/// <summary>A part, and what is expected of it.</summary>
/// <param name="Part">What NBomber runs.</param>
/// <param name="Expectations">Of the configuration; each about this part.</param>
/// <param name="MaxFailures">Failures after which NBomber ends the run.</param>
internal sealed record PlannedPart(LoadPart Part, IReadOnlyList<Expectation> Expectations, int MaxFailures)
{
    /// <summary>Reads a configuration, all the way to what can be run.</summary>
    /// <param name="scenario">The scenario that is configured.</param>
    /// <param name="json">The text of the configuration.</param>
    /// <param name="errors">Gets every error. With any error, nothing is to be run.</param>
    public static IReadOnlyList<PlannedPart> Read(IScenario scenario, string json, List<string> errors)
    {
        var defaults = scenario.Plan(new Dictionary<string, string>());
        var names = PlanPart.NamesOf(scenario.Name, defaults);
        return [.. ConfigurationFile.Read(json, names, errors).Select(settings => Read(scenario, defaults, settings)).OfType<PlannedPart>()];
    }

    private static PlannedPart? Read(IScenario scenario, ScenarioPlan defaults, PartSettings settings)
    {
        ScenarioPlan plan;
        try
        {
            plan = scenario.Plan(settings.Parameters);
        }
        catch (ArgumentException e)
        {
            settings.Place.Report($"CustomSettings.Parameters: {e.Message}");
            return null;
        }
        var part = LoadPart.Create(scenario.Name, plan, settings.Name, settings.Profile);
        if (part.WhyNot is { } why) settings.Place.Report(why);
        if (part.Rate != LoadPart.Create(scenario.Name, defaults, settings.Name, settings.Profile).Rate)
            settings.Place.Report("CustomSettings.Parameters: rates are those of the load simulations, such as { \"Inject\": [RATE, INTERVAL, DURATION] }");
        var expectations = settings.Expectations.Select(text => Parse(text, part, settings.Place)).OfType<Expectation>();
        return new PlannedPart(part, [.. expectations], settings.MaxFailures);
    }

    private static Expectation? Parse(string text, LoadPart part, JsonPlace place)
    {
        try
        {
            return RunExpectations.Parse(text, part.Scope);
        }
        catch (FormatException e)
        {
            place.Report($"CustomSettings.Expectations: {e.Message}");
            return null;
        }
    }
}
