using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.ForeignClients;

/// <summary>.NET's <c>SslStream</c>, which remembers sessions by itself, with client certificates too.</summary>
public sealed class SslStreamClientTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12, "TLSv1.2")]
    [InlineData(SslProtocols.Tls13, "TLSv1.3")]
    public async Task SslStream_gets_its_bytes_back_and_resumes(SslProtocols protocol, string version)
    {
        await using var server = await TestServer.StartAsync();
        using var certificate = server.Authority.IssueClient().ToX509();
        var context = SslStreamCertificateContext.Create(certificate, null, offline: true);

        await ConverseAsync(server, protocol, context);
        server.Log.NextClosed().AssertEchoed(version, 10_000, resumed: false);
        await ConverseAsync(server, protocol, context);
        server.Log.NextClosed().AssertEchoed(version, 10_000, resumed: true);
        await server.AssertBaselineAsync();
    }

    private static async Task ConverseAsync(TestServer server, SslProtocols protocol, SslStreamCertificateContext? certificate)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.EndPoint);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocol,
            ClientCertificateContext = certificate,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { server.Authority.Certificate },
            },
        }).WaitAsync(TimeSpan.FromSeconds(30));

        var sent = RandomNumberGenerator.GetBytes(10_000);
        var received = new byte[sent.Length];
        await tls.WriteAsync(sent);
        await tls.ReadExactlyAsync(received).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(sent, received);
        await tls.ShutdownAsync();
        Assert.Equal(0, await tls.ReadAsync(received).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
    }
}
