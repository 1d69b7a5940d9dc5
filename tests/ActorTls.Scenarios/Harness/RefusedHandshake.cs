using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// A client that sends data at once and must not come in: it learns why by an alert, reads FIN and never a reset, and
/// not a byte of application data moves in either direction.
/// </summary>
internal static class RefusedHandshake
{
    /// <summary>The alert that the client gets, and what the server logs as <c>detail</c>.</summary>
    public static async Task AssertAsync(
        Scene scene, IssuedCertificate? certificate, TlsProtocols version, string alert, string detail, ITlsClientSession? session = null)
    {
        using (var context = EngineClient.CreateContext(scene.Server.Authority.CertificatePem, certificate, version))
            await AssertAsync(scene, context, alert, detail, session);
    }

    /// <inheritdoc cref="AssertAsync(Scene, IssuedCertificate?, TlsProtocols, string, string, ITlsClientSession?)"/>
    public static async Task AssertAsync(
        Scene scene, ITlsClientContext context, string alert, string detail, ITlsClientSession? session = null)
    {
        using (var relay = new EndRecordingRelay(scene.EndPointOf("test")))
        {
            using (var client = EngineClient.Connect(context, relay.EndPoint, session))
            {
                // With TLS 1.3 a client is done before the server has looked at its certificate.
                if (client.Handshake() == ActorTls.Tls.TlsStatus.Done)
                {
                    client.Write(new byte[20_000]);
                    Assert.Empty(client.ReadToEnd().Received);
                }
                Assert.Equal($"alert received: {alert}", client.Failure);
            }
            Assert.False((await relay.ServerEnd.WaitAsync(TimeSpan.FromSeconds(30))).WasReset);
        }

        var closed = scene.AssertNextClosed("certificate-rejected", "handshaking");
        Assert.Equal(detail, closed.Detail);
        Assert.Equal((0L, 0L, false), (closed.Fields["bytes_in"], closed.Fields["bytes_out"], closed.Fields["resumed"]));
    }
}
