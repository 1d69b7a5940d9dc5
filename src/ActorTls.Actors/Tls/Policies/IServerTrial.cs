using ActorTls.Configuration;

namespace ActorTls.Tls.Policies;

/// <summary>
/// Handshakes of a policy's server side in memory, with the contexts that the policy would be served by and a client made up for the
/// purpose. Used by one thread.
/// </summary>
internal interface IServerTrial : IDisposable
{
    /// <summary>Makes a handshake with a client that speaks one version and accepts one kind of key.</summary>
    /// <param name="certificate">The certificate that the client is to be shown; the client trusts it.</param>
    /// <param name="serverName">The name that the client asks for; null for none.</param>
    /// <param name="version">The one version.</param>
    /// <exception cref="TlsEngineException">The library does not make the channels.</exception>
    TrialOutcome Show(ServedCertificate certificate, string? serverName, TlsProtocols version);
}
