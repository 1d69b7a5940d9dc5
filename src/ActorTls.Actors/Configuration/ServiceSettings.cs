namespace ActorTls.Configuration;

/// <summary><c>actor-tls.services.NAME</c>.</summary>
/// <param name="Name">NAME.</param>
/// <param name="Type">The name of the service type, such as <c>echo</c>.</param>
/// <param name="Settings">What that type's <see cref="IServiceSettingsReader"/> made of its keys.</param>
/// <param name="Origin">The service's own place.</param>
public sealed record ServiceSettings(string Name, string Type, object Settings, SettingOrigin Origin);
