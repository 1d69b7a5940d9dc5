using System.Collections.Immutable;

namespace ActorTls.Configuration;

/// <summary>Everything under <c>actor-tls</c>, as parsed: shapes and references are right, files are not read yet. Immutable.</summary>
/// <param name="Io">The event loops.</param>
/// <param name="Logging">The log of the server program.</param>
/// <param name="Reload">When the server program reads the configuration anew without being asked to.</param>
/// <param name="StateDirectory">An absolute path, for files that the server makes itself.</param>
/// <param name="Policies">The policies by name.</param>
/// <param name="Services">The services by name.</param>
/// <param name="Listeners">The listeners by name.</param>
/// <param name="Akka">The user's <c>akka</c> object as HOCON; empty for none.</param>
public sealed record ActorTlsSettings(
    IoSettings Io,
    LoggingSettings Logging,
    ReloadSettings Reload,
    string StateDirectory,
    ImmutableSortedDictionary<string, PolicySettings> Policies,
    ImmutableSortedDictionary<string, ServiceSettings> Services,
    ImmutableSortedDictionary<string, ListenerSettings> Listeners,
    string Akka)
{
    /// <summary><c>actor-tls.defaults.policy</c>, in the client role: for connections to others where no policy is named.</summary>
    public required PolicySettings DefaultPolicy { get; init; }
}
