using System.Collections.Immutable;
using System.Globalization;
using ActorTls.Configuration.Hocon;

namespace ActorTls.Configuration;

public sealed partial class SettingsSection
{
    private const string AcceptedTexts = "[\"text\", …]";
    private const string AcceptedFiles = "[\"file\", …]";

    /// <summary>Text, with at least one character that is not white space.</summary>
    public Located<string> GetText(string key) =>
        FindRequired(key, "text", out var found) ? ToText(found.Value, found.Origin) : new Located<string>("", OriginOf(key));

    /// <summary>As <see cref="GetText"/>; null where the key is absent.</summary>
    public Located<string>? GetOptionalText(string key) =>
        Find(key, out var found) ? ToText(found.Value, found.Origin) : null;

    /// <summary>A list of texts.</summary>
    public ImmutableArray<Located<string>> GetTexts(string key) =>
        FindRequired(key, AcceptedTexts, out var found) ? ToTexts(found) : [];

    /// <summary>As <see cref="GetTexts"/>; empty where the key is absent.</summary>
    public ImmutableArray<Located<string>> GetOptionalTexts(string key) => Find(key, out var found) ? ToTexts(found) : [];

    /// <summary>A whole number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="minimum">The least.</param>
    /// <param name="maximum">The greatest.</param>
    /// <param name="alternative">A word that the caller takes instead; for the message only.</param>
    public int GetInteger(string key, int minimum, int maximum, string? alternative = null)
    {
        var accepted = $"a whole number from {minimum} to {maximum}{(alternative is null ? "" : $", or {alternative}")}";
        if (!FindScalar(key, accepted, out var text, out var found)) return minimum;
        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number >= minimum && number <= maximum) return number;

        var isTooLarge = isNumber || (text.Length > 0 && text.All(char.IsAsciiDigit));
        Wrong(found, isTooLarge ? "is out of range" : "is not a whole number", accepted);
        return minimum;
    }

    /// <summary>A duration within a range, such as <c>30s</c>.</summary>
    public TimeSpan GetDuration(string key, TimeSpan minimum, TimeSpan maximum) =>
        FindScalar(key, HoconUnits.AcceptedDurations, out var text, out var found)
            ? ToDuration(text, found, minimum, maximum, HoconUnits.AcceptedDurations)
            : minimum;

    /// <summary>A duration within a range; null for the word <c>off</c>.</summary>
    public TimeSpan? GetDurationOrOff(string key, TimeSpan minimum, TimeSpan maximum)
    {
        const string Accepted = $"{HoconUnits.AcceptedDurations}, or off";
        if (!FindScalar(key, Accepted, out var text, out var found) || text == "off") return null;
        return ToDuration(text, found, minimum, maximum, Accepted);
    }

    /// <summary>A number of bytes within a range, such as <c>64KiB</c>.</summary>
    public long GetSize(string key, long minimum, long maximum)
    {
        if (!FindScalar(key, HoconUnits.AcceptedSizes, out var text, out var found)) return minimum;
        if (!HoconUnits.TryParseSize(text, out var size))
        {
            Wrong(found, "is not a size", HoconUnits.AcceptedSizes);
            return minimum;
        }
        if (size >= minimum && size <= maximum) return size;
        Wrong(found, "is out of range", $"{minimum} to {maximum} bytes");
        return minimum;
    }

    /// <summary>A truth value: on, true or yes; off, false or no.</summary>
    public bool GetBoolean(string key) =>
        GetWord(key, ("on", true), ("off", false), ("true", true), ("false", false), ("yes", true), ("no", false));

    /// <summary>One of some words, which stand for values.</summary>
    public T GetWord<T>(string key, params ReadOnlySpan<(string Word, T Value)> words)
    {
        var known = new List<string>(words.Length);
        foreach (var (word, _) in words) known.Add(word);
        var accepted = string.Join(", ", known);
        if (!FindScalar(key, accepted, out var text, out var found)) return words[0].Value;
        foreach (var (word, value) in words)
        {
            if (word == text) return value;
        }
        Wrong(found, $"is not a known word{DidYouMean(text, known)}", accepted);
        return words[0].Value;
    }

    /// <summary>A file's or directory's path, relative to the file that names it.</summary>
    public FileReference GetFile(string key) =>
        FindRequired(key, "the path of a file", out var found)
            ? ToFile(found.Value, found.Origin)
            : new FileReference("", OriginOf(key));

    /// <summary>As <see cref="GetFile"/>; null where the key is absent.</summary>
    public FileReference? GetOptionalFile(string key) =>
        Find(key, out var found) ? ToFile(found.Value, found.Origin) : null;

    /// <summary>A list of files.</summary>
    public ImmutableArray<FileReference> GetFiles(string key) =>
        FindRequired(key, AcceptedFiles, out var found)
            ? [.. Elements(found, AcceptedFiles).Select(element => ToFile(element.Value, element.Origin))]
            : [];

    /// <summary>The text of a key that is present and neither a list nor an object; reports nothing.</summary>
    internal string? PeekText(string key) =>
        Find(key, out var found) && found.Value is HoconScalar { IsNull: false } scalar ? scalar.Text : null;

    /// <summary>A suffix for messages: the word that was probably meant.</summary>
    internal static string DidYouMean(string word, IEnumerable<string> known) =>
        NearestWord.Find(word, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    /// <summary>A path that is relative to the file that holds the value of a key.</summary>
    internal string Resolve(string key, string path) =>
        Find(key, out var found) ? Path.GetFullPath(path, found.Directory) : path;

    private ImmutableArray<Located<string>> ToTexts(FoundSetting found) =>
        [.. Elements(found, AcceptedTexts).Select(element => ToText(element.Value, element.Origin))];

    private IEnumerable<FoundSetting> Elements(FoundSetting found, string accepted)
    {
        if (found.Value is HoconList list)
        {
            return list.Elements.Select((element, index) =>
                new FoundSetting(element, element.Position.At($"{found.Origin.Path}.{index}")));
        }
        Wrong(found, "is not a list", accepted);
        return [];
    }

    private Located<string> ToText(HoconValue value, SettingOrigin origin)
    {
        if (value is HoconScalar { IsNull: false } scalar)
        {
            if (string.IsNullOrWhiteSpace(scalar.Text)) _reading.Report.Error(origin, "\"\"", "is empty");
            return new Located<string>(scalar.Text, origin);
        }
        Wrong(new FoundSetting(value, origin), $"is {value.Kind} where text is expected", null);
        return new Located<string>("", origin);
    }

    private FileReference ToFile(HoconValue value, SettingOrigin origin)
    {
        var text = ToText(value, origin).Value;
        if (text.Any(char.IsControl)) _reading.Report.Error(origin, text, "is not a path: it holds a control character");
        else if (text.Length > 0) return new FileReference(Path.GetFullPath(text, value.Position.Source.Directory), origin);
        return new FileReference("", origin);
    }

    private TimeSpan ToDuration(string text, FoundSetting found, TimeSpan minimum, TimeSpan maximum, string accepted)
    {
        if (!HoconUnits.TryParseDuration(text, out var duration))
        {
            var needsUnit = text.Length > 0 && text.All(char.IsAsciiDigit);
            Wrong(found, needsUnit ? "is a duration without a unit" : "is not a duration", accepted);
            return minimum;
        }
        if (duration >= minimum && duration <= maximum) return duration;
        Wrong(found, "is out of range", $"{InWords(minimum)} to {InWords(maximum)}");
        return minimum;
    }

    private static string InWords(TimeSpan duration) => duration switch
    {
        { Ticks: 0 } => "0",
        { TotalMilliseconds: < 1 } => $"{duration.TotalMicroseconds.ToString(CultureInfo.InvariantCulture)}us",
        { TotalSeconds: < 1 } => $"{duration.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)}ms",
        { TotalDays: >= 2 } => $"{duration.TotalDays.ToString(CultureInfo.InvariantCulture)}d",
        _ => $"{duration.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s",
    };

    private bool FindScalar(string key, string accepted, out string text, out FoundSetting found)
    {
        text = "";
        if (!FindRequired(key, accepted, out found)) return false;
        if (found.Value is not HoconScalar { IsNull: false } scalar)
        {
            Wrong(found, $"is {found.Value.Kind}", accepted);
            return false;
        }
        text = scalar.Text;
        return true;
    }
}
