namespace ActorTls.Configuration;

/// <summary>One layer of a configuration.</summary>
internal abstract record ConfigurationSource
{
    private ConfigurationSource() { }

    public sealed record Document(string Name, string Text) : ConfigurationSource;

    public sealed record File(string Path) : ConfigurationSource;

    public sealed record Assignment(string Text) : ConfigurationSource;
}
