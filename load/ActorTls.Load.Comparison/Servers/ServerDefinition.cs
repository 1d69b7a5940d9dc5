namespace ActorTls.Load.Comparison.Servers;

/// <summary>A server that takes part: how it is found, started and asked for its version.</summary>
internal sealed record ServerDefinition
{
    /// <summary>As it is called in tables and files.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public required ServerKind Kind { get; init; }

    /// <summary>The executable: a path, or a name to be looked for; of programs that are built here it is within the tools.</summary>
    public required string Executable { get; init; }

    /// <summary>Further files without which it does not run.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Debian's packages with it; empty for what is built here.</summary>
    public string Packages { get; init; } = "";

    /// <summary>The configuration in <c>load/peers</c>, or null.</summary>
    public string? Template { get; init; }

    /// <summary>The arguments, in which <c>@configuration@</c> is the file made of <see cref="Template"/>.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Whether it has a port for clients with a certificate.</summary>
    public bool IsMutual { get; init; } = true;

    /// <summary>Arguments that make it print its version.</summary>
    public IReadOnlyList<string>? VersionArguments { get; init; }

    /// <summary>A word of the line of that output which says it.</summary>
    public string VersionLine { get; init; } = "";
}
