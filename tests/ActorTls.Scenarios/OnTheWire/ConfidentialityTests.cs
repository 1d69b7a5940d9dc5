using System.Text;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Tls;

namespace ActorTls.Scenarios.OnTheWire;

/// <summary>What somebody between client and server can read: nothing of what is said, and with TLS 1.3 not who says it.</summary>
public sealed class ConfidentialityTests
{
    // Long, and with no repetition inside, so that no part of it is in a capture by chance.
    private const string Secret = "the quarterly figures, which nobody may see before Thursday noon";
    private const string CommonName = "alice";

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task A_capture_holds_nothing_of_what_was_said(TlsProtocols version)
    {
        await using var server = await TestServer.StartAsync();
        await using (var proxy = new RecordingProxy(server.EndPoint))
        {
            using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), version))
            using (var client = EngineClient.Establish(context, proxy.EndPoint))
            {
                client.Echo(Encoding.ASCII.GetBytes(Secret));
                client.CompleteWritesAndAwaitEnd();
            }

            foreach (var direction in (RecordedDirection[])[proxy.FromClient, proxy.FromServer])
            {
                var captured = direction.Captured;
                Assert.True(captured.Length > Secret.Length, "the capture is empty");
                for (var start = 0; start + 8 <= Secret.Length; start++)
                    AssertHidden(Secret.Substring(start, 8), captured);
            }
            Assert.Equal("peer-finished", server.Log.NextClosed().Reason);
        }
        await server.AssertBaselineAsync();
    }

    [Fact]
    public async Task With_TLS_13_a_capture_does_not_tell_who_the_client_is()
    {
        var (hidden, certificate) = await CaptureClientAsync(TlsProtocols.Tls13);
        AssertHidden(CommonName, hidden);
        Assert.True(hidden.AsSpan().IndexOf(certificate.AsSpan(0, 64)) < 0, "the certificate is readable");

        // That the search finds what is there is shown by TLS 1.2, whose client certificate is not encrypted.
        var (open, shown) = await CaptureClientAsync(TlsProtocols.Tls12);
        Assert.True(open.AsSpan().IndexOf(Encoding.ASCII.GetBytes(CommonName)) >= 0);
        Assert.True(open.AsSpan().IndexOf(shown.AsSpan(0, 64)) >= 0);
    }

    private static async Task<(byte[] Captured, byte[] Certificate)> CaptureClientAsync(TlsProtocols version)
    {
        await using var server = await TestServer.StartAsync();
        byte[] captured;
        var issued = server.Authority.IssueClient();
        using var certificate = issued.ToX509();
        await using (var proxy = new RecordingProxy(server.EndPoint))
        {
            using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, issued, version))
            using (var client = EngineClient.Establish(context, proxy.EndPoint))
            {
                client.Echo([1, 2, 3]);
                client.CompleteWritesAndAwaitEnd();
            }
            captured = [.. proxy.FromClient.Captured, .. proxy.FromServer.Captured];
        }
        Assert.Equal(CommonName, server.Log.NextClosed().Fields["identity"]);
        await server.AssertBaselineAsync();
        return (captured, certificate.RawData);
    }

    private static void AssertHidden(string text, byte[] captured) =>
        Assert.True(captured.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) < 0, $"\"{text}\" is readable in the capture");
}
