namespace ActorTls.Configuration;

/// <summary>A value together with the place it was written at.</summary>
public readonly record struct Located<T>(T Value, SettingOrigin Origin);
