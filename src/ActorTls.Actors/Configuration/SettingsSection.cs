namespace ActorTls.Configuration;

/// <summary>Reads the keys of one HOCON object and knows which of them were asked for.</summary>
public sealed class SettingsSection
{
}
