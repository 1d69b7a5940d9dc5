namespace ActorTls.Load.NBomber.Configuration;

/// <summary>What the JSON file says about one of NBomber's scenarios.</summary>
/// <param name="Name">NBomber's name of it.</param>
/// <param name="Profile">Of its load simulations.</param>
/// <param name="MaxFailures">Failures after which NBomber ends the run.</param>
/// <param name="Parameters">Of our scenario, as texts by their names; <c>CustomSettings.Parameters</c>.</param>
/// <param name="Expectations">As written; <c>CustomSettings.Expectations</c>.</param>
/// <param name="Place">Where it stands, for errors that are found later.</param>
internal sealed record PartSettings(
    string Name,
    LoadProfile Profile,
    int MaxFailures,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<string> Expectations,
    JsonPlace Place);
