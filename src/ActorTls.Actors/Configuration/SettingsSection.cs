using ActorTls.Configuration.Hocon;

namespace ActorTls.Configuration;

/// <summary>
/// Reads the keys of one HOCON object and knows which of them were asked for. A key that was not asked for is an error in the end, so
/// ask for every key in every case. A getter reports a wrong or missing value and returns an arbitrary value of its type; a
/// configuration with an error is never put in force. Not thread-safe.
/// </summary>
public sealed partial class SettingsSection
{
    private readonly SettingsReading _reading;
    private readonly HoconObject? _own;
    private readonly string _pattern;
    private readonly OrderedDictionary<string, List<SettingsSection>> _sections = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, bool> _asked = new(StringComparer.Ordinal);
    private SettingsSection? _fallback;
    private bool _mayHoldUnknownKeys;

    /// <param name="reading">What all sections of one reading share.</param>
    /// <param name="origin">The section's own place.</param>
    /// <param name="pattern">The path with NAME for names and <c>[]</c> for elements.</param>
    /// <param name="own">The object; null when it is absent.</param>
    /// <param name="fallback">Where keys are looked for that it does not have.</param>
    internal SettingsSection(
        SettingsReading reading, SettingOrigin origin, string pattern, HoconObject? own, SettingsSection? fallback)
    {
        _reading = reading;
        Origin = origin;
        _pattern = pattern;
        _own = own;
        _fallback = fallback;
    }

    /// <summary>The place of the section, for errors about it as a whole.</summary>
    public SettingOrigin Origin { get; }

    /// <summary>
    /// Whether no setting is required: these are defaults for others, or no object at all, which the report has already.
    /// </summary>
    internal bool IsTemplate { get; init; }

    /// <summary>Where problems go.</summary>
    internal ConfigurationReport Report => _reading.Report;

    /// <summary>The keys that it holds itself.</summary>
    internal IEnumerable<string> OwnKeys => _own?.Fields.Keys ?? [];

    /// <summary>Whether the key has a value, here or among the defaults.</summary>
    public bool Has(string key) => Find(key, out _);

    /// <summary>Whether the key has a value here, and not just by default.</summary>
    public bool IsGivenHere(string key)
    {
        Ask(key);
        return _own?.Fields.ContainsKey(key) == true;
    }

    /// <summary>Whether the key has a list as its value, here or among the defaults.</summary>
    public bool IsList(string key) => Find(key, out var found) && found.Value is HoconList;

    /// <summary>The place of a key's value, or of the section where the key is absent.</summary>
    public SettingOrigin OriginOf(string key) =>
        Find(key, out var found) ? found.Origin : Origin with { Path = HoconText.JoinPath(Origin.Path, key) };

    /// <summary>Reports an error about the value of a key.</summary>
    public void Error(string key, string problem, string? accepted = null)
    {
        if (Find(key, out var found)) Wrong(found, problem, accepted);
        else _reading.Report.Error(OriginOf(key), null, problem, accepted);
    }

    /// <summary>The object under a key; an empty one where the key is absent.</summary>
    public SettingsSection GetSection(string key)
    {
        var fallback = _fallback?.GetSection(key);
        var pattern = $"{_pattern}.{key}";
        if (_sections.TryGetValue(key, out var known) && known is [var section]) return section;
        Ask(key, isValue: false);
        return AddSection(key, pattern, _own?.Fields.GetValueOrDefault(key).Value, OriginHere(key), fallback);
    }

    /// <summary>As <see cref="GetSection"/>, for defaults: no setting is required.</summary>
    internal SettingsSection GetTemplate(string key)
    {
        Ask(key, isValue: false);
        return AddSection(key, $"{_pattern}.{key}", _own?.Fields.GetValueOrDefault(key).Value, OriginHere(key), null, true);
    }

    /// <summary>Looks for keys that are absent here in another section from now on.</summary>
    internal SettingsSection WithFallback(SettingsSection fallback)
    {
        _fallback = fallback;
        return this;
    }

    /// <summary>Accepts any key: an error of the section leaves open which keys it may have.</summary>
    internal void IgnoreUnknownKeys() => _mayHoldUnknownKeys = true;

    /// <summary>The objects under a key whose own keys are names that the user chose; none where the key is absent.</summary>
    internal IReadOnlyList<(string Name, SettingsSection Section)> GetNamedSections(string key, SettingsSection? defaults)
    {
        var parent = GetSection(key);
        var result = new List<(string, SettingsSection)>();
        foreach (var name in parent.OwnKeys)
        {
            parent._asked.TryAdd(name, true);
            var origin = parent.OriginHere(name);
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                _reading.Report.Error(origin, null, "is not a name", "letters A-Z and a-z, digits, '-' and '_'");
            var value = parent._own!.Fields[name].Value;
            result.Add((name, parent.AddSection(name, $"{_pattern}.{key}.NAME", value, origin, defaults)));
        }
        return result;
    }

    /// <summary>The objects of the list under a key. Reports an element that is no object.</summary>
    public IReadOnlyList<SettingsSection> GetSections(string key)
    {
        if (!FindRequired(key, "[{ … }, …]", out var found)) return [];
        if (found.Value is not HoconList list)
        {
            Wrong(found, "is not a list", "[{ … }, …]");
            return [];
        }
        return [.. list.Elements.Select((element, index) =>
        {
            var path = $"{found.Origin.Path}.{index}";
            return AddSection(key, $"{_pattern}.{key}[]", element, element.Position.At(path), null);
        })];
    }

    /// <summary>Reports every key that was not asked for, here and in all sections below.</summary>
    internal void ReportUnknownKeys()
    {
        foreach (var key in OwnKeys.Where(key => !_mayHoldUnknownKeys && !_asked.ContainsKey(key)))
        {
            var nearest = DidYouMean(key, _asked.Keys);
            var origin = _own!.Fields[key].KeyPosition.At(HoconText.JoinPath(Origin.Path, key));
            var accepted = _asked.Count > 0 ? string.Join(", ", _asked.Keys) : "no key";
            _reading.Report.Error(origin, null, $"is not a known key{nearest}", accepted);
        }
        foreach (var section in _sections.Values.SelectMany(sections => sections)) section.ReportUnknownKeys();
    }

    private SettingsSection AddSection(
        string key,
        string pattern,
        HoconValue? value,
        SettingOrigin origin,
        SettingsSection? fallback,
        bool isTemplate = false)
    {
        var isWrong = value is not (null or HoconObject);
        if (isWrong)
            _reading.Report.Error(origin, HoconRenderer.RenderShort(value!), "is not an object", "{ key = value, … }");
        var section = new SettingsSection(_reading, origin, pattern, value as HoconObject, fallback)
        {
            IsTemplate = IsTemplate || isTemplate || isWrong,
        };
        if (!_sections.TryGetValue(key, out var sections)) _sections.Add(key, sections = []);
        sections.Add(section);
        return section;
    }

    private SettingOrigin OriginHere(string key)
    {
        var path = HoconText.JoinPath(Origin.Path, key);
        return _own?.Fields.TryGetValue(key, out var field) == true
            ? field.KeyPosition.At(path)
            : Origin with { Path = path };
    }

    private void Ask(string key, bool isValue = true)
    {
        _asked.TryAdd(key, true);
        if (isValue) _reading.Keys.Add($"{_pattern}.{key}");
        _fallback?.Ask(key, isValue);
    }

    private bool Find(string key, out FoundSetting found)
    {
        Ask(key);
        if (_own?.Fields.TryGetValue(key, out var field) == true)
        {
            found = new FoundSetting(field.Value, field.Value.Position.At(HoconText.JoinPath(Origin.Path, key)));
            return true;
        }
        found = default;
        return _fallback is not null && _fallback.Find(key, out found);
    }

    private bool FindRequired(string key, string accepted, out FoundSetting found)
    {
        if (Find(key, out found)) return true;
        if (!IsTemplate) _reading.Report.Error(OriginOf(key), null, "is missing", accepted);
        return false;
    }

    private void Wrong(FoundSetting found, string problem, string? accepted) =>
        _reading.Report.Error(found.Origin, HoconRenderer.RenderShort(found.Value), problem, accepted);

    private readonly record struct FoundSetting(HoconValue Value, SettingOrigin Origin)
    {
        public string Directory => Value.Position.Source.Directory;
    }
}
