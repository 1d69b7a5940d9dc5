namespace ActorTls.Configuration;

/// <summary>A file that a setting names.</summary>
/// <param name="Path">Absolute: a relative path was resolved against the directory of the file that names it.</param>
/// <param name="Origin">The setting that names the file.</param>
public readonly record struct FileReference(string Path, SettingOrigin Origin);
