using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Harness;

/// <summary>.NET's own TLS as the server behind the server, on a connection that an upstream has accepted.</summary>
internal static class TlsUpstream
{
    /// <summary>The server's side of a handshake. The stream owns the socket.</summary>
    public static async Task<SslStream> AuthenticateAsync(
        RawClient accepted, IssuedCertificate certificate, SslProtocols protocols = SslProtocols.None, X509Certificate2? clientCa = null)
    {
        var tls = new SslStream(new NetworkStream(accepted.Socket, ownsSocket: true));
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate.ToX509(), null, offline: true),
            EnabledSslProtocols = protocols,
            ClientCertificateRequired = clientCa is not null,
            AllowTlsResume = false,   // No ticket to write, whose writing a reset right after the handshake would disturb.
        };
        if (clientCa is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { clientCa },
            };
        }
        try
        {
            await tls.AuthenticateAsServerAsync(options).WaitAsync(TestUpstream.Patience);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }
}
