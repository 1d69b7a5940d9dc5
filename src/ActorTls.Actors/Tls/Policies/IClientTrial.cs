using ActorTls.Configuration;

namespace ActorTls.Tls.Policies;

/// <summary>
/// Handshakes of a policy's client side in memory, with the context that connections would be made by and a server made up for the
/// purpose. The server's certificate is not verified. Used by one thread.
/// </summary>
internal interface IClientTrial : IDisposable
{
    /// <summary>Makes a handshake with a server that speaks one version; null when it succeeds.</summary>
    /// <exception cref="TlsEngineException">The library does not make the channels.</exception>
    TlsFailure? Connect(TlsProtocols version);
}
