namespace ActorTls.Configuration;

/// <summary>A value together with the place that it was written at.</summary>
/// <param name="Value">The value.</param>
/// <param name="Origin">The place.</param>
public readonly record struct Located<T>(T Value, SettingOrigin Origin);
