namespace ActorTls.Configuration.Hocon;

/// <summary>One text that is read.</summary>
/// <param name="Name">As it is called in messages: a file's path as given, <c>--set</c>, or a resource's name.</param>
/// <param name="Directory">Absolute; what relative paths in it start from.</param>
/// <param name="HasLines">Whether line and column help a reader of messages to find the place.</param>
internal sealed record HoconSource(string Name, string Directory, bool HasLines = true);

/// <summary>A place in a source.</summary>
/// <param name="Source">The text it is in.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 code units.</param>
internal readonly record struct HoconPosition(HoconSource Source, int Line, int Column)
{
    /// <summary>The place as messages show it, for the setting <paramref name="path"/>.</summary>
    public SettingOrigin At(string path) =>
        Source.HasLines ? new SettingOrigin(Source.Name, Line, Column, path) : new SettingOrigin(Source.Name, 0, 0, path);
}
