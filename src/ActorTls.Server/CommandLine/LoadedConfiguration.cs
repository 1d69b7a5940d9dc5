using ActorTls.Hosting;
using ActorTls.Server.Certificates;

namespace ActorTls.Server.CommandLine;

/// <summary>A configuration that was found valid.</summary>
/// <param name="Deployment">Ready to be put in force.</param>
/// <param name="DevelopmentCertificates">Where they are; null when no policy asked for any.</param>
/// <param name="IsDefault">Whether no file was given: it is the embedded default, or that of options.</param>
internal sealed record LoadedConfiguration(
    Deployment Deployment, DevelopmentCertificateStore? DevelopmentCertificates, bool IsDefault);
