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
