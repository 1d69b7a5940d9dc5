using System.Security.Cryptography.X509Certificates;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.BadInput;

/// <summary>
/// A certificate that the authority has signed, but of less than 112 bits of security (RFC 9325, section 4.5). OpenSSL's
/// client would not show it, so it is put in the place of what the client shows.
/// </summary>
public sealed class WeakCertificateTests
{
    [SkippableTheory]
    [InlineData(ForgingRelay.Tls12)]
    [InlineData(ForgingRelay.Tls13)]
    public async Task A_short_RSA_key_is_refused(string version)
    {
        Skip.IfNot(OpenSslConversation.IsInstalled, OpenSslConversation.Missing);
        await using var scene = await Scene.StartAsync();
        using var weak = X509Certificate2.CreateFromPem(TestIssuer.Issue(scene.Server.Authority.Certificate, rsaKeySize: 1024).CertificatePem);
        byte[][] Forge(byte[] message) => message[0] == ForgingRelay.Certificate ? [ForgingRelay.CertificateMessage(version, weak.RawData)] : [message];
        await using (var relay = new ForgingRelay(scene.Server, scene.EndPointOf("test"), version, Forge))
            await relay.Client.WaitForExitAsync();

        var closed = scene.AssertNextClosed("certificate-rejected", "handshaking");
        Assert.Equal("EE certificate key too weak", closed.Detail);
        await scene.EndAsync();
    }
}
