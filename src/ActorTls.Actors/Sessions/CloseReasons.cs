namespace ActorTls.Sessions;

/// <summary>The names of <see cref="CloseReason"/> in logs and metrics.</summary>
public static class CloseReasons
{
    private static readonly string[] Names =
        [.. Enum.GetValues<CloseReason>().Select(reason => ToKebabCase(reason.ToString()))];

    /// <summary>Such as <c>peer-finished</c>. Allocates nothing.</summary>
    public static string Name(this CloseReason reason) => Names[(int)reason];

    private static string ToKebabCase(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
