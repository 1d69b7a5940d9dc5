namespace ActorTls.Load.Scenarios;

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
