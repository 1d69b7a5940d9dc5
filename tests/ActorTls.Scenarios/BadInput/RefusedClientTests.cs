using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Scenarios.BadInput;

/// <summary>
/// Clients that must not come in. Each learns why, by an alert or <c>close_notify</c>, and then sees FIN: a reset, which
/// could overtake those words, never comes, even though the client has sent data already.
/// </summary>
public sealed class RefusedClientTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task One_without_a_certificate_gets_an_alert(SslProtocols protocols) =>
        await AssertRefusedAsync(protocols, _ => null, "certificate-rejected", "handshaking", "no certificate");

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task One_of_another_authority_gets_an_alert(SslProtocols protocols)
    {
        // Of the same name, so that only the key tells the two apart.
        using var other = new TestCertificateAuthority();
        await AssertRefusedAsync(protocols, _ => other.IssueClient(), "certificate-rejected", "handshaking", "");
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task One_that_signed_itself_gets_an_alert(SslProtocols protocols) =>
        await AssertRefusedAsync(protocols, _ => SelfSigned(), "certificate-rejected", "handshaking", "self");

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task One_whose_certificate_is_over_gets_an_alert(SslProtocols protocols) =>
        await AssertRefusedAsync(
            protocols, authority => authority.IssueClient(notAfter: DateTimeOffset.UtcNow.AddMinutes(-5)),
            "certificate-rejected", "handshaking", "expired");

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task One_with_a_server_s_certificate_gets_an_alert(SslProtocols protocols) =>
        await AssertRefusedAsync(protocols, authority => authority.IssueServer("alice"), "certificate-rejected", "handshaking", "");

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task One_that_no_rule_admits_gets_close_notify_and_not_a_byte(SslProtocols protocols) =>
        await AssertRefusedAsync(
            protocols, authority => authority.IssueClient("CN=mallory"), "not-authorized", "authenticating", null);

    private static async Task AssertRefusedAsync(
        SslProtocols protocols, Func<TestCertificateAuthority, IssuedCertificate?> certificate, string reason, string phase, string? detail)
    {
        await using var scene = await Scene.StartAsync();
        using (var relay = new EndRecordingRelay(scene.EndPointOf("test")))
        {
            using (var tcp = new TcpClient())
            {
                await tcp.ConnectAsync(relay.EndPoint);
                var alert = await TalkAsync(tcp, scene.Server, certificate(scene.Server.Authority), protocols);
                Assert.Equal(detail is null, alert is null);
            }
            Assert.False((await relay.ServerEnd.WaitAsync(TimeSpan.FromSeconds(30))).WasReset);
        }

        var closed = scene.AssertNextClosed(reason, phase);
        Assert.Equal((0L, 0L), (closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
        if (detail is not null) Assert.Contains(detail, closed.Detail, StringComparison.OrdinalIgnoreCase);
        await scene.EndAsync();
    }

    /// <summary>Sends data at once and reads to the end, which must bring no byte; returns what the alert said.</summary>
    private static async Task<string?> TalkAsync(
        TcpClient tcp, TestServer server, IssuedCertificate? certificate, SslProtocols protocols)
    {
        try
        {
            await using var tls = await ClientTls.AuthenticateAsync(tcp, server, certificate, protocols);
            await WriteUntilRefusedAsync(tls);
            Assert.Equal(0, await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(TlsClient.Patience));
            return null;
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return refused.InnerException?.Message ?? refused.Message;
        }
    }

    private static async Task WriteUntilRefusedAsync(SslStream tls)
    {
        try
        {
            await tls.WriteAsync(new byte[20_000]);
        }
        catch (IOException)
        {
            // The server's FIN may be here already; what it said is still to be read.
        }
    }

    private static IssuedCertificate SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=alice", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return new IssuedCertificate(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
