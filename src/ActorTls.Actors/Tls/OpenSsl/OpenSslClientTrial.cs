using System.Runtime.InteropServices;
using ActorTls.Configuration;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.OpenSsl;

/// <summary>The client context of a policy, which makes handshakes in memory with a server that has a <see cref="ThrowawayCertificate"/>.</summary>
/// <exception cref="OpenSslException">OpenSSL does not take a setting of the policy.</exception>
internal sealed unsafe class OpenSslClientTrial(OpenSslClientPolicy policy) : IClientTrial
{
    private readonly OpenSslClientContext _client = new(policy);

    public TlsFailure? Connect(TlsProtocols version)
    {
        using var context = CreateServer(version);
        using var server = new ProofChannel(context, ContextBuilder.NumberOf(version));
        using var client = (OpenSslChannel)_client.CreateChannel(-1, ThrowawayCertificate.ServerName);
        LibSsl.SSL_set_verify(client.Ssl, Constants.SSL_VERIFY_NONE, null); // The policy's CAs did not sign the server's certificate.
        server.HandshakeWith(client);
        return server.Failure ?? client.Failure;
    }

    public void Dispose() => _client.Dispose();

    private SslContextHandle CreateServer(TlsProtocols version)
    {
        var server = ContextBuilder.Create(
            LibSsl.TLS_server_method(), policy.Protocols, policy.Suites, [.. policy.Groups.Union(KeyExchangeGroups.CurvesOfCertificates)],
            Constants.SSL_OP_NO_TICKET);
        // With TLS 1.2 the suites limit the kind of key in the certificate, and the groups limit its curve.
        var ecdsa = version == TlsProtocols.Tls13 || (policy.Groups.Contains("P-256") &&
            policy.Suites.Any(suite => suite.Protocol == version && suite.Name.Contains("_ECDSA_", StringComparison.Ordinal)));
        var own = ecdsa ? ThrowawayCertificate.Ecdsa : ThrowawayCertificate.Rsa;
        ContextBuilder.AddCertificate(server, own.Certificate, [], own.Key);
        LibSsl.SSL_CTX_set_verify(server, Constants.SSL_VERIFY_PEER | (policy.Certificate is null ? 0 : Constants.SSL_VERIFY_FAIL_IF_NO_PEER_CERT), null);
        LibSsl.SSL_CTX_set_cert_verify_callback(server, &OnVerify, 0);
        return server;
    }

    /// <summary>Accepts any chain: the trial is about the handshake, not about who would trust the certificate.</summary>
    [UnmanagedCallersOnly]
    private static int OnVerify(nint storeContext, nint argument) => 1;
}
