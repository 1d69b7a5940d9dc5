using ActorTls.Configuration;
using ActorTls.Tls;

namespace ActorTls.Sessions;

/// <summary>What a service type validates its settings with.</summary>
/// <param name="Engine">The TLS library.</param>
/// <param name="Files">How files are read.</param>
/// <param name="Time">The clock.</param>
/// <param name="Policies">The policies by name, as parsed.</param>
/// <param name="DefaultPolicy">The policy in the client role of a service that names none.</param>
/// <param name="Report">Takes every error and warning.</param>
public sealed record ServiceResources(
    ITlsEngine Engine, IFileSource Files, TimeProvider Time, IReadOnlyDictionary<string, PolicySettings> Policies,
    PolicySettings DefaultPolicy, ConfigurationReport Report);
