namespace ActorTls.Configuration.Hocon;

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
