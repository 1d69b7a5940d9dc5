namespace ActorTls.Configuration;

/// <summary>One thing that is wrong with a configuration, in words an operator can act on.</summary>
/// <param name="Origin">Where the value was written.</param>
/// <param name="Value">The value as given; null where there is none or where it must not be shown.</param>
/// <param name="Problem">What is wrong, without a full stop: <c>is not a duration</c>.</param>
/// <param name="Accepted">What would be accepted; null where <paramref name="Problem"/> says it all.</param>
public sealed record ConfigurationProblem(SettingOrigin Origin, string? Value, string Problem, string? Accepted)
{
    /// <summary>One line, without control characters, whatever the value held.</summary>
    public override string ToString()
    {
        var value = Value is null ? "" : $" = {Value}";
        var accepted = Accepted is null ? "" : $"; accepted: {Accepted}";
        return PrintableText.OneLine($"{Origin}{value}: {Problem}{accepted}");
    }
}
