using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Scenarios.OnTheWire;

/// <summary>The wrong certificate on either side never carries a byte, and the other side is told why.</summary>
public sealed class WrongCertificateTests
{
    private static readonly byte[] Bytes = [1, 2, 3, 4, 5];

    [Theory]
    [InlineData("none", TlsProtocols.Tls12, "handshake_failure")]
    [InlineData("none", TlsProtocols.Tls13, "certificate_required")]
    [InlineData("of another CA", TlsProtocols.Tls12, "unknown_ca")]
    [InlineData("of another CA", TlsProtocols.Tls13, "unknown_ca")]
    [InlineData("of another CA of the same name", TlsProtocols.Tls12, "unknown_ca")]
    [InlineData("of another CA of the same name", TlsProtocols.Tls13, "unknown_ca")]
    [InlineData("self-signed", TlsProtocols.Tls12, "unknown_ca")]
    [InlineData("self-signed", TlsProtocols.Tls13, "unknown_ca")]
    [InlineData("expired", TlsProtocols.Tls12, "certificate_expired")]
    [InlineData("expired", TlsProtocols.Tls13, "certificate_expired")]
    [InlineData("not yet valid", TlsProtocols.Tls12, "bad_certificate")]
    [InlineData("not yet valid", TlsProtocols.Tls13, "bad_certificate")]
    [InlineData("for servers only", TlsProtocols.Tls12, "unsupported_certificate")]
    [InlineData("for servers only", TlsProtocols.Tls13, "unsupported_certificate")]
    public async Task A_client_with_the_wrong_certificate_is_told_why(string certificate, TlsProtocols version, string alert)
    {
        await using var server = await TestServer.StartAsync();
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, Issue(certificate, server.Authority), version))
        using (var client = EngineClient.Connect(context, server.EndPoint))
        {
            // With TLS 1.3 a client is done before its certificate was looked at. What it sends meanwhile reaches nobody.
            if (client.Handshake() == TlsStatus.Done && client.Write(Bytes))
            {
                var (end, received) = client.ReadToEnd();
                Assert.Equal((TlsStatus.Failed, 0), (end, received.Length));
            }
            Assert.Equal($"alert received: {alert}", client.Failure);
        }

        var closed = server.Log.NextClosed().AssertCarriedNothing("certificate-rejected", "handshaking");
        Assert.False(string.IsNullOrEmpty(closed.Detail));
        await server.AssertBaselineAsync();
    }

    [Theory]
    [InlineData("of another CA", TlsProtocols.Tls12, "unknown_ca")]
    [InlineData("of another CA", TlsProtocols.Tls13, "unknown_ca")]
    [InlineData("for another name", TlsProtocols.Tls12, "bad_certificate")]
    [InlineData("for another name", TlsProtocols.Tls13, "bad_certificate")]
    [InlineData("for clients only", TlsProtocols.Tls12, "unsupported_certificate")]
    [InlineData("for clients only", TlsProtocols.Tls13, "unsupported_certificate")]
    public async Task A_client_that_refuses_the_server_sends_no_byte(string certificate, TlsProtocols version, string alert)
    {
        using var other = new TestCertificateAuthority("Other CA");
        await using var server = await TestServer.StartAsync(
            """actor-tls.policies.test.certificates = [{ cert = "wrong.crt", key = "wrong.key" }]""",
            (authority, directory) =>
            {
                var wrong = certificate switch
                {
                    "of another CA" => other.IssueServer(),
                    "for another name" => authority.IssueServer("elsewhere.example", ["elsewhere.example"]),
                    _ => authority.IssueClient("CN=localhost", names => names.AddDnsName("localhost")),
                };
                directory.Write("wrong.crt", wrong.CertificatePem);
                directory.Write("wrong.key", wrong.KeyPem);
            });
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), version))
        using (var client = EngineClient.Connect(context, server.EndPoint))
        {
            Assert.Equal(TlsStatus.Failed, client.Handshake());
        }

        var closed = server.Log.NextClosed().AssertCarriedNothing("handshake-failed", "handshaking");
        Assert.Equal($"alert received: {alert}", closed.Detail);
        await server.AssertBaselineAsync();
    }

    private static IssuedCertificate? Issue(string certificate, TestCertificateAuthority authority)
    {
        var now = DateTimeOffset.UtcNow;
        using var other = new TestCertificateAuthority(certificate == "of another CA" ? "Other CA" : "Test CA");
        return certificate switch
        {
            "none" => null,
            "of another CA" or "of another CA of the same name" => other.IssueClient(),
            "self-signed" => SelfSignedCertificate.Create("CN=alice"),
            "expired" => authority.IssueClient(notBefore: now.AddDays(-3), notAfter: now.AddDays(-1)),
            "not yet valid" => authority.IssueClient(notBefore: now.AddDays(1), notAfter: now.AddDays(3)),
            "for servers only" => authority.IssueServer("alice"),
            _ => throw new ArgumentOutOfRangeException(nameof(certificate)),
        };
    }
}
