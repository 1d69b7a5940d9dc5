using System.CommandLine;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.CommandLine;

/// <summary>The options that are a scenario's own parameters.</summary>
internal sealed class ParameterOptions
{
    private readonly List<(ScenarioParameter Parameter, Option<string> Option)> _options;

    public ParameterOptions(IScenario scenario) => _options = [.. scenario.Parameters.Select(parameter =>
        (parameter, new Option<string>($"--{parameter.Name}")
        {
            Description = parameter.Description,
            HelpName = "VALUE",
            DefaultValueFactory = _ => parameter.Default,
        }))];

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => _options.Select(each => each.Option);

    /// <summary>The values by the parameters' names, those with their defaults too.</summary>
    public IReadOnlyDictionary<string, string> Read(ParseResult parsed) =>
        _options.ToDictionary(each => each.Parameter.Name, each => parsed.GetRequiredValue(each.Option));
}
