using ActorTls.Sessions;
using ActorTls.Tls;

namespace ActorTls.Hosting;

/// <summary>What a configuration is validated with, and later run with.</summary>
/// <param name="Engine">The TLS library.</param>
/// <param name="Files">How the files are read that the configuration names.</param>
/// <param name="Time">The clock: validity of certificates, deadlines.</param>
/// <param name="ServiceTypes">The types that <c>services.NAME.type</c> may name.</param>
public sealed record DeploymentServices(
    ITlsEngine Engine, IFileSource Files, TimeProvider Time, IReadOnlyCollection<IServiceType> ServiceTypes);
