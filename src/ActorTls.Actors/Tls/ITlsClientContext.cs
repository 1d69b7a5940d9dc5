using System.Collections.Immutable;
using ActorTls.Configuration;
using ActorTls.Tls.OpenSsl;

namespace ActorTls.Tls;

/// <summary>What a client offers and whom it trusts. Every server's certificate is verified, and its name with it.</summary>
public sealed record TlsClientSettings
{
    /// <summary>The versions that are offered.</summary>
    public required TlsProtocols Protocols { get; init; }

    /// <summary>In order of preference, such as <see cref="CipherSuites.Intermediate"/>; one at least for each version.</summary>
    public required ImmutableArray<CipherSuite> CipherSuites { get; init; }

    /// <summary>Names that <see cref="KeyExchangeGroups"/> knows, in order of preference.</summary>
    public required ImmutableArray<string> Groups { get; init; }

    /// <summary>PEM; each certificate in it is an anchor. The system's store is never asked.</summary>
    public required string TrustAnchorsPem { get; init; }

    /// <summary>PEM: the client's own certificate, then its intermediates; null for none.</summary>
    public string? CertificatePem { get; init; }

    /// <summary>PEM: the key of <see cref="CertificatePem"/>.</summary>
    public string? PrivateKeyPem { get; init; }

    /// <summary>ALPN protocols in order of preference; empty = none are offered.</summary>
    public ImmutableArray<string> Alpn { get; init; } = [];
}

/// <summary>A TLS library in the client role. Thread-safe.</summary>
public interface ITlsClientEngine
{
    /// <summary>A context for connections to servers. The caller owns it.</summary>
    /// <exception cref="ArgumentException">A PEM text or a group of the settings is not what it should be.</exception>
    /// <exception cref="OpenSslException">OpenSSL does not take a suite or a group.</exception>
    ITlsClientContext CreateClientContext(TlsClientSettings settings);

    /// <summary>
    /// A certificate that channels of any client context of this engine may show in place of their context's. A program with
    /// many identities needs one context for all of them then. The caller owns it.
    /// </summary>
    /// <param name="certificatePem">PEM: the certificate, then its intermediates.</param>
    /// <param name="privateKeyPem">PEM: its key.</param>
    /// <exception cref="ArgumentException">A text is not what it should be, or the key is another certificate's.</exception>
    TlsClientCertificate CreateClientCertificate(string certificatePem, string privateKeyPem);
}

/// <summary>Makes the client side of connections. May be used by one thread at a time.</summary>
public interface ITlsClientContext : IDisposable
{
    /// <summary>A channel over a connected non-blocking socket, which stays the caller's. The caller owns the channel.</summary>
    /// <param name="socket">The descriptor.</param>
    /// <param name="serverName">A host name, which is sent to the server, or an IP address, which is not; the certificate must have it.</param>
    /// <param name="session">To resume, from this context; null = a full handshake. Stays the caller's.</param>
    /// <param name="certificate">Shown when the server asks for one; null = the context's, if it has one. Stays the caller's.</param>
    ITlsClientChannel CreateChannel(
        int socket, string serverName, TlsClientSession? session = null, TlsClientCertificate? certificate = null);
}

/// <summary>The client side of a connection.</summary>
public interface ITlsClientChannel : ITlsChannel
{
    /// <summary>
    /// The last session that the server gave a ticket for, which the caller then owns; null when there is none (since).
    /// With TLS 1.3 it comes with what is read after the handshake.
    /// </summary>
    TlsClientSession? TakeSession();
}
