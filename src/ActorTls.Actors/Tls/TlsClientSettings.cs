using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Tls;

/// <summary>What a client offers and whom it trusts. Every server's certificate and name are verified.</summary>
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
