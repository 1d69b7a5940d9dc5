namespace ActorTls.Load.Scenarios;

/// <summary>A kind of load that can be put on a server.</summary>
public interface IScenario
{
    /// <summary>Its name on a command line: lower case, with hyphens.</summary>
    string Name { get; }

    /// <summary>One line on what it does and measures.</summary>
    string Summary { get; }

    /// <summary>What can be set.</summary>
    IReadOnlyList<ScenarioParameter> Parameters { get; }

    /// <summary>What it does with these parameters.</summary>
    /// <param name="values">Texts by the parameters' names; the others have their defaults.</param>
    /// <exception cref="ArgumentException">A name is unknown or a value is not accepted; the message says which, and what is.</exception>
    ScenarioPlan Plan(IReadOnlyDictionary<string, string> values);
}

/// <summary>A scenario with parameters of a type of its own.</summary>
/// <typeparam name="TParameters">A record whose properties have defaults, and a description each.</typeparam>
public sealed class Scenario<TParameters> : IScenario where TParameters : class, new()
{
    private readonly Func<TParameters, ScenarioPlan> _plan;

    internal Scenario(string name, string summary, Func<TParameters, ScenarioPlan> plan) =>
        (Name, Summary, _plan) = (name, summary, plan);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ScenarioParameter> Parameters { get; } = ScenarioParameter.Of<TParameters>();

    /// <summary>What it does with these parameters.</summary>
    public ScenarioPlan Plan(TParameters parameters) => _plan(parameters);

    /// <inheritdoc/>
    public ScenarioPlan Plan(IReadOnlyDictionary<string, string> values) => Plan(ScenarioParameter.Bind<TParameters>(Parameters, values));
}
