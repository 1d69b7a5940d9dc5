using System.Globalization;
using System.Text.Json;

namespace ActorTls.Load.NBomber.Configuration;

/// <summary>A value in a JSON file, and where it stands there; each reading reports what is wrong with it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Path">Such as <c>GlobalSettings.ScenariosSettings[0]</c>; empty for the whole file.</param>
/// <param name="Errors">Gets every error.</param>
internal readonly record struct JsonPlace(JsonElement Value, string Path, List<string> Errors)
{
    private const string DurationFormat = "c";

    /// <summary>Reports an error at this place.</summary>
    public void Report(string problem) => Errors.Add(Path.Length == 0 ? problem : $"{Path}: {problem}");

    /// <summary>Reports the value as not what it should be.</summary>
    public void Refuse(string accepted) => Report($"{Value.GetRawText()} is not accepted: {accepted}");

    /// <summary>
    /// The members of an object that have a value, by name. NBomber ignores what it does not know without a word; here
    /// that is an error.
    /// </summary>
    public IReadOnlyDictionary<string, JsonPlace> ReadObject(params IReadOnlyCollection<string> known)
    {
        var members = ReadMembers();
        foreach (var member in members.Where(member => !known.Contains(member.Key)))
            member.Value.Report($"unknown; there are {string.Join(", ", known)}");
        return members;
    }

    /// <summary>The members of an object with names of any kind.</summary>
    public IReadOnlyDictionary<string, JsonPlace> ReadMembers()
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            Refuse("an object");
            return new Dictionary<string, JsonPlace>();
        }
        var (path, errors) = (Path.Length == 0 ? "" : $"{Path}.", Errors);
        return Value.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).ToDictionary(
            member => member.Name, member => new JsonPlace(member.Value, path + member.Name, errors));
    }

    /// <summary>The elements of a list.</summary>
    public IReadOnlyList<JsonPlace> ReadList()
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            Refuse("a list");
            return [];
        }
        var (path, errors) = (Path, Errors);
        return [.. Value.EnumerateArray().Select((element, index) => new JsonPlace(
            element, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), errors))];
    }

    /// <summary>A text, or null when it is none.</summary>
    public string? ReadText()
    {
        if (Value.ValueKind == JsonValueKind.String) return Value.GetString();
        Refuse("a text");
        return null;
    }

    /// <summary>A whole number of at least a minimum, or null when it is none.</summary>
    public int? ReadCount(int minimum = 0)
    {
        if (Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var count) && count >= minimum) return count;
        Refuse(string.Create(CultureInfo.InvariantCulture, $"a whole number, {minimum} at least"));
        return null;
    }

    /// <summary>Whether it is true; null when it is neither true nor false.</summary>
    public bool? ReadFlag()
    {
        if (Value.ValueKind is JsonValueKind.True or JsonValueKind.False) return Value.GetBoolean();
        Refuse("true or false");
        return null;
    }

    /// <summary>A duration of at least a minimum, or null when it is none. NBomber would take "10" for ten days.</summary>
    public TimeSpan? ReadDuration(TimeSpan minimum)
    {
        if (Value.ValueKind == JsonValueKind.String && Value.GetString() is { } text && text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParseExact(text, DurationFormat, CultureInfo.InvariantCulture, out var duration) && duration >= minimum)
            return duration;
        Refuse(string.Create(
            CultureInfo.InvariantCulture, $"a duration of {minimum.TotalSeconds} s or longer, such as \"00:00:10\" (hours:minutes:seconds)"));
        return null;
    }
}
