namespace ActorTls.Configuration;

/// <summary>Where a setting was written, so that every later error about it can name the place.</summary>
/// <param name="Source">The file's path as given, <c>--set</c>, or the name of an embedded resource.</param>
/// <param name="Line">1-based; 0 where a line makes no sense.</param>
/// <param name="Column">1-based; 0 where a column makes no sense.</param>
/// <param name="Path">The HOCON path, such as <c>actor-tls.policies.main.groups.1</c>; empty where there is none.</param>
public readonly record struct SettingOrigin(string Source, int Line, int Column, string Path)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var place = Line > 0 ? $"{Source}:{Line}:{Column}" : Source;
        return Path.Length > 0 ? $"{place}: {Path}" : place;
    }
}
