namespace ActorTls.Configuration;

/// <summary>
/// Collects everything that is wrong with a configuration, so that the operator sees all of it at once. Every stage of the validation
/// (shapes, references, certificates, rules) adds to the same report. Not thread-safe.
/// </summary>
public sealed class ConfigurationReport
{
    private readonly List<ConfigurationProblem> _errors = [];
    private readonly List<ConfigurationProblem> _warnings = [];
    private readonly HashSet<ConfigurationProblem> _known = [];
    private readonly HashSet<string> _pathsWithErrors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pathsAboveErrors = new(StringComparer.Ordinal);

    /// <summary>In the order of adding. Any error makes the whole configuration invalid.</summary>
    public IReadOnlyList<ConfigurationProblem> Errors => _errors;

    /// <summary>Things that work but that an operator should know of.</summary>
    public IReadOnlyList<ConfigurationProblem> Warnings => _warnings;

    /// <summary>Whether nothing may be put in force.</summary>
    public bool HasErrors => _errors.Count > 0;

    /// <summary>How often an error was added, the known ones too.</summary>
    internal int ErrorsSeen { get; private set; }

    /// <summary>Whether there is an error at a HOCON path or below it.</summary>
    public bool HasErrorsUnder(string path) => _pathsWithErrors.Contains(path) || _pathsAboveErrors.Contains(path);

    /// <summary>Whether there is an error at this very path.</summary>
    internal bool HasErrorsAt(string path) => _pathsWithErrors.Contains(path);

    /// <summary>Adds an error, unless it is known: a default that is wrong is wrong for each NAME that uses it.</summary>
    public void Error(SettingOrigin origin, string? value, string problem, string? accepted = null) =>
        AddError(new ConfigurationProblem(origin, value, problem, accepted));

    /// <summary>Adds a warning, unless it is known.</summary>
    public void Warning(SettingOrigin origin, string? value, string problem, string? accepted = null) =>
        Add(_warnings, new ConfigurationProblem(origin, value, problem, accepted));

    /// <summary>Adds all of another report, ordered by source in the order of finding, and then by line and column.</summary>
    internal void AddByPlace(ConfigurationReport other)
    {
        foreach (var error in ByPlace(other._errors)) AddError(error);
        foreach (var warning in ByPlace(other._warnings)) Add(_warnings, warning);
    }

    private static IEnumerable<ConfigurationProblem> ByPlace(IEnumerable<ConfigurationProblem> problems) => problems
        .GroupBy(problem => problem.Origin.Source)
        .SelectMany(group => group.OrderBy(problem => problem.Origin.Line).ThenBy(problem => problem.Origin.Column));

    private void AddError(ConfigurationProblem error)
    {
        ErrorsSeen++;
        Add(_errors, error);
        if (error.Origin.Path is not { Length: > 0 } path || !_pathsWithErrors.Add(path)) return;
        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
            if (!_pathsAboveErrors.Add(path[..dot])) return; // and so are all above that
    }

    private void Add(List<ConfigurationProblem> problems, ConfigurationProblem problem)
    {
        if (_known.Add(problem)) problems.Add(problem);
    }
}
