namespace ActorTls.Configuration;

/// <summary>The library's <c>reference.conf</c>, the only place that holds a default.</summary>
internal static class ReferenceConfiguration
{
    public const string Name = "reference.conf";

    private static readonly Lazy<string> Content = new(() =>
    {
        using var stream = typeof(ReferenceConfiguration).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"{Name} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <summary>Its text.</summary>
    public static string Text => Content.Value;

    /// <summary>The lowest layer of every configuration.</summary>
    public static ConfigurationSource Layer => new ConfigurationSource.Document(Name, Text);
}
