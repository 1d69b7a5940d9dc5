using System.Collections.Immutable;
using System.Net;
using ActorTls.Configuration;
using ActorTls.Tls;

namespace ActorTls.Load.Scenarios;

/// <summary>The server under load, and how it is spoken to.</summary>
public sealed record LoadTarget
{
    /// <summary>Where it listens.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>The name that its certificate must have; also sent as server name (SNI).</summary>
    public string ServerName { get; init; } = "localhost";

    /// <summary>PEM: the authorities of the server's certificate. It is always verified.</summary>
    public required string TrustAnchorsPem { get; init; }

    /// <summary>PEM: the client's certificate, shown when the server asks for one; null for none.</summary>
    public string? ClientCertificatePem { get; init; }

    /// <summary>PEM: the key of <see cref="ClientCertificatePem"/>.</summary>
    public string? ClientKeyPem { get; init; }

    /// <summary>
    /// PEM: the certificates of a fleet of clients, each with its intermediates and then its key; null for none. Only scenarios
    /// whose workloads have a <see cref="Workload.Fleet"/> need it.
    /// </summary>
    public string? FleetPem { get; init; }

    /// <summary>The one version that is offered.</summary>
    public TlsProtocols Protocol { get; init; } = TlsProtocols.Tls13;

    /// <summary>The time that each step has: connecting with the handshake, sending and receiving once, closing.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many local addresses (127.0.0.1, 127.0.0.2, …) connections are spread over, for there are no more than 28,000
    /// ports between two addresses. 1 leaves the choice to the kernel. More than 1 needs a target in 127.0.0.0/8.
    /// </summary>
    public int SourceAddresses { get; init; } = 1;

    // AES-128-GCM and X25519, so that every server is measured with the same cipher and key exchange. P-256 is named too,
    // because in TLS 1.2 the list also says which certificates are understood.
    internal TlsClientSettings ToSettings(bool withCertificate) => new()
    {
        Protocols = Protocol,
        CipherSuites = SuitesOf(Protocol),
        Groups = ["X25519", "P-256"],
        TrustAnchorsPem = TrustAnchorsPem,
        CertificatePem = withCertificate ? ClientCertificatePem : null,
        PrivateKeyPem = withCertificate ? ClientKeyPem : null,
    };

    private static ImmutableArray<CipherSuite> SuitesOf(TlsProtocols protocol) =>
        [.. CipherSuites.Intermediate.Where(suite =>
            (suite.Protocol & protocol) != 0 && suite.Name.Contains("AES_128_GCM", StringComparison.Ordinal))];
}
