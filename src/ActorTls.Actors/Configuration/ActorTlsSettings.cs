using System.Collections.Immutable;

namespace ActorTls.Configuration;

/// <summary>Everything under <c>actor-tls</c>, as parsed: shapes and references are right, files are not read yet.</summary>
public sealed record ActorTlsSettings(
    IoSettings Io,
    LoggingSettings Logging,
    string StateDirectory,
    ImmutableSortedDictionary<string, PolicySettings> Policies,
    ImmutableSortedDictionary<string, ServiceSettings> Services,
    ImmutableSortedDictionary<string, ListenerSettings> Listeners,
    string Akka)
{
    /// <summary><c>actor-tls.defaults.policy</c>, in the client role: for connections to others where no policy is named.</summary>
    public required PolicySettings DefaultPolicy { get; init; }
}

/// <summary><c>actor-tls.io</c>.</summary>
/// <param name="Workers">Event loops; at least 1 (<c>auto</c> is already resolved to the number of cores).</param>
/// <param name="Spin">How long an idle loop polls before it sleeps; zero = never.</param>
public sealed record IoSettings(int Workers, TimeSpan Spin);

/// <summary><c>actor-tls.logging</c>.</summary>
public sealed record LoggingSettings(LogVerbosity Level, LogFormat Format);

/// <summary>The least severe events that are logged.</summary>
public enum LogVerbosity { Debug, Info, Warning, Error }

/// <summary>How an event is written.</summary>
public enum LogFormat { Text, Json }

/// <summary><c>actor-tls.services.NAME</c>.</summary>
/// <param name="Name">NAME.</param>
/// <param name="Type">The name of the service type, such as <c>echo</c>.</param>
/// <param name="Settings">What that type's <see cref="IServiceSettingsReader"/> made of its keys.</param>
/// <param name="Origin">The service's own place.</param>
public sealed record ServiceSettings(string Name, string Type, object Settings, SettingOrigin Origin);
