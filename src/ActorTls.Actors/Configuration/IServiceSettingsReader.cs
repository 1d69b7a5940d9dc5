namespace ActorTls.Configuration;

/// <summary>Reads the keys that belong to one type of service. Each service type of a process has one.</summary>
public interface IServiceSettingsReader
{
    /// <summary>The word that <c>type</c> names this service by.</summary>
    string Type { get; }

    /// <summary>
    /// Reads this type's own keys, over the defaults in <c>actor-tls.defaults.service.TYPE</c>. Called for each service of the
    /// type, and once for the defaults alone. It asks <paramref name="section"/> for every key in every case, since a key that is not
    /// asked for is an error. It reports problems through the section, and the result is dropped when there was any. It must not throw,
    /// whatever the values.
    /// </summary>
    /// <param name="section">The service's own keys and the defaults.</param>
    /// <returns>The settings, which <see cref="ServiceSettings.Settings"/> keeps. Immutable.</returns>
    object ReadSettings(SettingsSection section);
}
