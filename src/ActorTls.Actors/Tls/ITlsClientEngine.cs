namespace ActorTls.Tls;

/// <summary>A TLS library in the client role. Thread-safe.</summary>
public interface ITlsClientEngine
{
    /// <summary>The library and its version, such as <c>OpenSSL 3.0.19 27 Jan 2026</c>.</summary>
    string Description { get; }

    /// <summary>A context for connections to servers. The caller owns it.</summary>
    /// <exception cref="ArgumentException">A PEM text or a group of the settings is not what it should be.</exception>
    /// <exception cref="TlsEngineException">The library does not take a suite or a group.</exception>
    ITlsClientContext CreateClientContext(TlsClientSettings settings);

    /// <summary>
    /// A certificate that channels of any client context of this engine may show in place of their context's. A program with
    /// many identities needs one context for all of them then. The caller owns it.
    /// </summary>
    /// <param name="certificatePem">PEM: the certificate, then its intermediates.</param>
    /// <param name="privateKeyPem">PEM: its key.</param>
    /// <exception cref="ArgumentException">A text is not what it should be, or the key is another certificate's.</exception>
    ITlsClientCertificate CreateClientCertificate(string certificatePem, string privateKeyPem);
}
