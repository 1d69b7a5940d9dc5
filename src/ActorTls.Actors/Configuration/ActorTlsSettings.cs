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
