using ActorTls.Configuration;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.OpenSsl;

/// <summary>The server context of a policy, which makes handshakes in memory with a client that trusts the served certificates themselves.</summary>
internal sealed unsafe class OpenSslServerTrial : IServerTrial
{
    /// <summary>The longest chain, in bytes, that a client with OpenSSL reads by default.</summary>
    private const int LongestChain = 100 << 10;

    private readonly ITlsServerContext _server;
    private readonly SslContextHandle _client;

    /// <exception cref="OpenSslException">OpenSSL does not take a setting of the policy.</exception>
    internal OpenSslServerTrial(OpenSslPolicy policy)
    {
        _server = ServerContextFactory.Create(policy, "proof", 1, TimeProvider.System)[0];
        try
        {
            _client = CreateClient(policy);
        }
        catch
        {
            _server.Dispose();
            throw;
        }
    }

    public TrialOutcome Show(ServedCertificate certificate, string? serverName, TlsProtocols version)
    {
        using var server = (ServerChannel)_server.CreateChannel(-1);
        using var client = new ProofChannel(_client, ContextBuilder.NumberOf(version), SignatureAlgorithmsOf(certificate), serverName);
        client.HandshakeWith(server);
        var result = (int)LibSsl.SSL_get_verify_result(client.Ssl).Value;
        return new TrialOutcome(
            server.Failure, client.Failure, result == Constants.X509_V_OK ? null : VerificationErrors.TextOf(result));
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private static string SignatureAlgorithmsOf(ServedCertificate entry) => entry.KeyKind switch
    {
        "RSA" => "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512",
        "ECDSA" => "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512",
        _ => "ed25519",
    };

    /// <summary>The client's context. It trusts the served certificates themselves, so that a failure is about them and not about their chain.</summary>
    private static SslContextHandle CreateClient(OpenSslPolicy policy)
    {
        var client = ContextBuilder.Create(
            LibSsl.TLS_client_method(), policy.Protocols, policy.Suites, [.. policy.Groups.Union(KeyExchangeGroups.CurvesOfCertificates)], 0);
        try
        {
            using var store = TrustAnchors.Of(policy.Served.Select(entry => entry.Certificate)).CreateStore(Constants.X509_PURPOSE_SSL_SERVER);
            LibSsl.SSL_CTX_set1_cert_store(client, store);
            LibSsl.SSL_CTX_set_verify(client, Constants.SSL_VERIFY_NONE, null); // The result of the verification is read afterwards, and ends no handshake.
            ContextBuilder.Control(client, Constants.SSL_CTRL_SET_MAX_CERT_LIST, LongestChain);
            if (!policy.Alpn.IsEmpty) OpenSslClientContext.SetProtocols(client, policy.Alpn);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
