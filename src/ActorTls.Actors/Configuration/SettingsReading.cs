namespace ActorTls.Configuration;

/// <summary>What all sections of one reading share.</summary>
internal sealed class SettingsReading(ConfigurationReport report)
{
    public ConfigurationReport Report { get; } = report;

    /// <summary>Every key that was asked for, with NAME for names and <c>[]</c> for elements.</summary>
    public SortedSet<string> Keys { get; } = new(StringComparer.Ordinal);
}
