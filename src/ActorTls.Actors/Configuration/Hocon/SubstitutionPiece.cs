namespace ActorTls.Configuration.Hocon;

/// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
/// <param name="position">Where it starts.</param>
/// <param name="path">The keys of the path.</param>
/// <param name="isOptional">Whether it may be undefined.</param>
/// <param name="prefix">Where its file is included: the path is looked up below that first, then at the root.</param>
internal sealed class SubstitutionPiece(
    HoconPosition position, IReadOnlyList<string> path, bool isOptional, IReadOnlyList<string> prefix) : HoconPiece(position)
{
    public IReadOnlyList<string> Path { get; } = path;

    public bool IsOptional { get; } = isOptional;

    public IReadOnlyList<string> Prefix { get; } = prefix;

    public override bool HasSubstitution => true;
}
