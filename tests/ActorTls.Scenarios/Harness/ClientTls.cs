using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Harness;

/// <summary>.NET's own TLS as the client.</summary>
internal static class ClientTls
{
    /// <summary>A handshake that verifies the server by the test's authority. The stream owns the client's socket.</summary>
    public static async Task<SslStream> AuthenticateAsync(
        TcpClient client, TestServer server, IssuedCertificate? certificate, SslProtocols protocols = SslProtocols.None)
    {
        var tls = new SslStream(client.GetStream());
        await AuthenticateAsync(tls, server, certificate, protocols);
        return tls;
    }

    /// <summary>A handshake on a stream over any connection.</summary>
    public static async Task AuthenticateAsync(
        SslStream tls, TestServer server, IssuedCertificate? certificate, SslProtocols protocols = SslProtocols.None)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocols,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        options.CertificateChainPolicy.CustomTrustStore.Add(server.Authority.Certificate);
        if (certificate is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate.ToX509(), null, offline: true);
        await tls.AuthenticateAsClientAsync(options).WaitAsync(TimeSpan.FromSeconds(30));
    }
}
