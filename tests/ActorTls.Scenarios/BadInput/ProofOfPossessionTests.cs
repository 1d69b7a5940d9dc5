using System.Security.Cryptography.X509Certificates;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.BadInput;

/// <summary>
/// A certificate is public; what counts is the signature that proves to have its key (RFC 8446, section 4.4.3). Whoever
/// does not deliver it comes in by no certificate, with both versions.
/// </summary>
public sealed class ProofOfPossessionTests
{
    public static TheoryData<string> Versions => [ForgingRelay.Tls12, ForgingRelay.Tls13];

    [SkippableTheory, MemberData(nameof(Versions))]
    public async Task Messages_that_pass_unchanged_are_accepted(string version)
    {
        Skip.IfNot(OpenSslConversation.IsInstalled, OpenSslConversation.Missing);
        await using var scene = await Scene.StartAsync();
        await using (var relay = new ForgingRelay(scene.Server, scene.EndPointOf("test"), version, message => [message]))
        {
            await relay.Client.WriteLineAsync("to and fro");
            await relay.Client.WaitForAsync("to and fro");
        }
        Assert.Equal("established", scene.Server.Log.NextClosed().Phase);
        await scene.EndAsync();
    }

    [SkippableTheory, MemberData(nameof(Versions))]
    public Task A_flipped_bit_in_the_signature(string version) =>
        AssertRefusedAsync(version, Instead(ForgingRelay.CertificateVerify, message => [[.. message[..^1], (byte)(message[^1] ^ 1)]]), "decrypt error", "bad signature");

    [SkippableTheory, MemberData(nameof(Versions))]
    public Task A_signature_of_no_bytes(string version) =>
        AssertRefusedAsync(version, Instead(ForgingRelay.CertificateVerify, message => [ForgingRelay.Message(message[0], [.. message[4..6], 0, 0])]), "decrypt error", "bad signature");

    [SkippableTheory, MemberData(nameof(Versions))]
    public Task A_signature_by_an_algorithm_that_was_not_offered(string version) =>
        // ecdsa_sha1
        AssertRefusedAsync(version, Instead(ForgingRelay.CertificateVerify, message => [[.. message[..4], 2, 3, .. message[6..]]]),
            version == ForgingRelay.Tls12 ? "handshake failure" : "illegal parameter", "wrong signature type");

    [SkippableTheory, MemberData(nameof(Versions))]
    public Task No_signature_at_all(string version) =>
        AssertRefusedAsync(version, Instead(ForgingRelay.CertificateVerify, _ => []), "unexpected message", "unexpected message");

    [SkippableTheory, MemberData(nameof(Versions))]
    public Task A_signature_before_the_certificate(string version)
    {
        // The Certificate is held back until the signature is through.
        byte[] held = [];
        byte[][] Hold(byte[] message)
        {
            held = message;
            return [];
        }
        return AssertRefusedAsync(
            version,
            message => message[0] switch
            {
                ForgingRelay.Certificate => Hold(message),
                ForgingRelay.CertificateVerify => [message, held],
                _ => [message],
            },
            "unexpected message", "unexpected message");
    }

    [SkippableTheory, MemberData(nameof(Versions))]
    public async Task Somebody_else_s_certificate(string version)
    {
        Skip.IfNot(OpenSslConversation.IsInstalled, OpenSslConversation.Missing);
        await using var scene = await Scene.StartAsync();
        // Bob would be refused by the rules, alice be let in. Bob shows her certificate and signs with his own key.
        using var alice = X509Certificate2.CreateFromPem(scene.Server.Authority.IssueClient().CertificatePem);
        scene.Server.Replace("client", scene.Server.Authority.IssueClient("CN=bob"));
        await AssertRefusedAsync(
            scene, version, Instead(ForgingRelay.Certificate, _ => [ForgingRelay.CertificateMessage(version, alice.RawData)]), "decrypt error", "bad signature");
        await scene.EndAsync();
    }

    private static Func<byte[], byte[][]> Instead(byte type, Func<byte[], byte[][]> forge) =>
        message => message[0] == type ? forge(message) : [message];

    private static async Task AssertRefusedAsync(string version, Func<byte[], byte[][]> forge, string alert, string detail)
    {
        Skip.IfNot(OpenSslConversation.IsInstalled, OpenSslConversation.Missing);
        await using var scene = await Scene.StartAsync();
        await AssertRefusedAsync(scene, version, forge, alert, detail);
        await scene.EndAsync();
    }

    private static async Task AssertRefusedAsync(Scene scene, string version, Func<byte[], byte[][]> forge, string alert, string detail)
    {
        await using (var relay = new ForgingRelay(scene.Server, scene.EndPointOf("test"), version, forge))
        {
            await relay.Client.WaitForExitAsync();
            Assert.True(relay.Client.Output.Contains(alert, StringComparison.Ordinal), relay.Client.Output);
        }
        var closed = scene.AssertNextClosed("handshake-failed", "handshaking");
        Assert.Contains(detail, closed.Detail, StringComparison.Ordinal);
        Assert.Equal((0L, 0L), (closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
    }
}
