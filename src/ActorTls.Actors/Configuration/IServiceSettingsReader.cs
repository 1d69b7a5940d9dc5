namespace ActorTls.Configuration;

/// <summary>Reads the keys that belong to one type of service. Each service type of a process has one.</summary>
public interface IServiceSettingsReader
{
    /// <summary>The word that <c>type</c> names this service by.</summary>
    string Type { get; }

    /// <summary>Reads this type's own keys; problems are reported through <paramref name="section"/>.</summary>
    object ReadSettings(SettingsSection section);
}
