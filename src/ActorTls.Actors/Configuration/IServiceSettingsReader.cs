namespace ActorTls.Configuration;

/// <summary>Reads the keys that belong to one type of service. Each service type of a process has one.</summary>
public interface IServiceSettingsReader
{
    /// <summary>The word that <c>type</c> names this service by.</summary>
    string Type { get; }

    /// <summary>
    /// Reads this type's own keys, over the defaults in <c>actor-tls.defaults.service.TYPE</c>. Called for each service of the
    /// type, and once for the defaults alone. Asks <paramref name="section"/> for every key in every case, since a key that
    /// nobody asks for is an error; problems are reported through it, and the result is dropped when there was any.
    /// Must not throw, whatever the values.
    /// </summary>
    object ReadSettings(SettingsSection section);
}
