namespace ActorTls.Configuration;

/// <summary>
/// <c>actor-tls.defaults</c>: what each NAME falls back to; and services, since their defaults depend on the type.
/// </summary>
internal sealed class DefaultSettings
{
    private readonly Dictionary<string, (IServiceSettingsReader Reader, SettingsSection Defaults)> _types =
        new(StringComparer.Ordinal);

    /// <summary>Reads the defaults themselves as well, so that a mistake in an unused default is found.</summary>
    public DefaultSettings(SettingsSection root, IReadOnlyCollection<IServiceSettingsReader> serviceTypes)
    {
        var defaults = root.GetTemplate("defaults");
        Policy = defaults.GetSection("policy");
        Listener = defaults.GetSection("listener");
        PolicyReader.Read("", Policy);
        ListenerReader.Read("", Listener);
        var services = defaults.GetSection("service");
        foreach (var reader in serviceTypes)
        {
            var section = services.GetSection(reader.Type);
            reader.ReadSettings(section);
            _types.Add(reader.Type, (reader, section));
        }
    }

    public SettingsSection Policy { get; }

    public SettingsSection Listener { get; }

    /// <summary>Reads <c>services.NAME</c> by its type.</summary>
    public ServiceSettings ReadService(string name, SettingsSection section)
    {
        var type = section.GetText("type");
        if (_types.TryGetValue(type.Value, out var known))
        {
            var settings = known.Reader.ReadSettings(section.WithFallback(known.Defaults));
            return new ServiceSettings(name, type.Value, settings, section.Origin);
        }
        if (type.Value.Length > 0)
        {
            var accepted = string.Join(", ", _types.Keys);
            section.Error("type", $"is not a type of service{SettingsSection.DidYouMean(type.Value, _types.Keys)}", accepted);
        }
        section.IgnoreUnknownKeys();
        return new ServiceSettings(name, type.Value, new object(), section.Origin);
    }
}
