using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ActorTls.Load.Scenarios;

/// <summary>
/// Something that can be set about a scenario: a property of its parameters, under a name for command lines and files.
/// </summary>
public sealed partial class ScenarioParameter
{
    private readonly PropertyInfo _property;

    private ScenarioParameter(PropertyInfo property, object? defaultValue)
    {
        _property = property;
        Name = WordStart().Replace(property.Name, "-$0").ToLowerInvariant();
        Description = property.GetCustomAttribute<DescriptionAttribute>()!.Description;
        Default = Format(defaultValue);
    }

    /// <summary>Lower case, with hyphens.</summary>
    public string Name { get; }

    /// <summary>What it is, with its unit.</summary>
    public string Description { get; }

    /// <summary>The value when none is given.</summary>
    public string Default { get; }

    internal static IReadOnlyList<ScenarioParameter> Of<TParameters>() where TParameters : class, new()
    {
        var defaults = new TParameters();
        return [.. typeof(TParameters).GetProperties().Where(property => property.IsDefined(typeof(DescriptionAttribute)))
            .Select(property => new ScenarioParameter(property, property.GetValue(defaults)))];
    }

    internal static TParameters Bind<TParameters>(
        IReadOnlyList<ScenarioParameter> parameters, IReadOnlyDictionary<string, string> values) where TParameters : class, new()
    {
        var bound = new TParameters();
        foreach (var (name, text) in values)
        {
            var parameter = parameters.FirstOrDefault(candidate => candidate.Name == name) ?? throw new ArgumentException(
                $"unknown parameter '{name}'; there are: {string.Join(", ", parameters.Select(candidate => candidate.Name))}");
            parameter._property.SetValue(bound, parameter.Parse(text));
        }
        return bound;
    }

    /// <summary>A duration such as <c>500us</c>, <c>20ms</c>, <c>10s</c> or <c>2m</c>; null when it is none.</summary>
    public static TimeSpan? ParseDuration(string text)
    {
        var match = DurationText().Match(text);
        if (!match.Success || !double.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var count)) return null;
        var unit = match.Groups[2].Value switch
        {
            "us" => TimeSpan.FromMicroseconds(1),
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            _ => TimeSpan.FromMinutes(1),
        };
        return count * unit;
    }

    private object? Parse(string text)
    {
        var type = Nullable.GetUnderlyingType(_property.PropertyType) ?? _property.PropertyType;
        if (type != _property.PropertyType && text == "none") return null;
        object? value = type switch
        {
            _ when type == typeof(int) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ when type == typeof(double) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ when type == typeof(TimeSpan) => ParseDuration(text),
            _ when type.IsEnum => Enum.TryParse(type, text, ignoreCase: true, out var member) && Enum.IsDefined(type, member) ? member : null,
            _ => throw new NotSupportedException($"parameters of type {type}"),
        };
        var range = _property.GetCustomAttribute<RangeAttribute>();
        if (value is null || range?.IsValid(value) == false)
            throw new ArgumentException($"{Name} = {text} is not accepted: {Accepted(type, range)}");
        return value;
    }

    private static string Accepted(Type type, RangeAttribute? range) => type switch
    {
        _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}",
        _ when type == typeof(TimeSpan) => "a duration such as 500us, 20ms, 10s or 2m",
        _ when range is not null => string.Create(CultureInfo.InvariantCulture, $"a number from {range.Minimum} to {range.Maximum}"),
        _ => "a number",
    };

    private static string Format(object? value) => value switch
    {
        null => "none",
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###}ms"),
        Enum member => member.ToString().ToLowerInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)(us|ms|s|m)$")]
    private static partial Regex DurationText();
}
