namespace ActorTls.Configuration;

/// <summary>
/// One entry of <c>routes</c>: which connections it takes, and where to. All conditions that are there must hold; at least
/// one is there.
/// </summary>
/// <param name="ServerName">An exact name, or <c>*.</c> and a name; compared without case.</param>
/// <param name="Alpn">The negotiated protocol.</param>
/// <param name="Identity">What the client's verified certificate must have, as a rule of <c>authorization.allow</c>.</param>
/// <param name="Service">The name of a service that exists.</param>
/// <param name="Origin">The place of the entry.</param>
public sealed record RouteSettings(
    Located<string>? ServerName,
    Located<string>? Alpn,
    AuthorizationRuleSettings? Identity,
    Located<string> Service,
    SettingOrigin Origin)
{
    /// <summary>Whether every connection that meets another one's conditions meets these.</summary>
    internal bool Covers(RouteSettings other) =>
        (ServerName is not { } name || (other.ServerName is { } otherName && CoversName(name.Value, otherName.Value))) &&
        (Alpn is not { } alpn || alpn.Value == other.Alpn?.Value) &&
        (Identity is null || (other.Identity is not null && Identity.Values.Zip(other.Identity.Values).All(pair => pair.First is null || pair.First == pair.Second)));

    private static bool CoversName(string name, string other)
    {
        if (name.Equals(other, StringComparison.OrdinalIgnoreCase)) return true;
        var dot = other.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && name.Equals($"*{other[dot..]}", StringComparison.OrdinalIgnoreCase);
    }
}
