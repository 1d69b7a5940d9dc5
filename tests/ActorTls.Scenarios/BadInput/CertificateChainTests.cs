using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Scenarios.BadInput;

/// <summary>Clients whose certificates bear the right name, but whose chains do not hold.</summary>
public sealed class CertificateChainTests
{
    public static TheoryData<TlsProtocols> Versions => [TlsProtocols.Tls12, TlsProtocols.Tls13];

    [Theory, MemberData(nameof(Versions))]
    public async Task One_that_is_not_yet_valid_is_refused(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        var certificate = scene.Server.Authority.IssueClient(
            notBefore: DateTimeOffset.UtcNow.AddHours(1), notAfter: DateTimeOffset.UtcNow.AddDays(1));
        await RefusedHandshake.AssertAsync(scene, certificate, version, "bad_certificate", "certificate is not yet valid");
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task An_issuer_that_is_no_authority_has_no_say(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        using var bob = new TestIssuer(scene.Server.Authority.Certificate, "bob", isAuthority: false);
        await RefusedHandshake.AssertAsync(scene, bob.IssueClient([bob]), version, "unknown_ca", "invalid CA certificate");
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task An_authority_below_one_that_may_have_none_has_no_say(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        using var last = new TestIssuer(scene.Server.Authority.Certificate, "Last CA", pathLength: 0);
        using var below = new TestIssuer(last.Certificate, "CA below");
        await RefusedHandshake.AssertAsync(scene, below.IssueClient([below, last]), version, "unknown_ca", "path length constraint exceeded");
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_name_that_the_authority_may_not_give_is_refused(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        using var limited = new TestIssuer(scene.Server.Authority.Certificate, "Limited CA", extensions: PermittedNames("example.com"));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("alice.example.org");
        await RefusedHandshake.AssertAsync(
            scene, limited.IssueClient([limited], names.Build()), version, "certificate_unknown", "permitted subtree violation");
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_root_that_the_client_brings_along_is_none(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        using var root = new TestIssuer(null, "My own CA");
        await RefusedHandshake.AssertAsync(
            scene, root.IssueClient([root]), version, "unknown_ca", "self-signed certificate in certificate chain");
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task An_intermediate_of_the_authority_s_name_that_signed_itself_is_none(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        using var impostor = new TestIssuer(null, "Test CA");
        await RefusedHandshake.AssertAsync(
            scene, impostor.IssueClient([impostor]), version, "decrypt_error", "certificate signature failure");
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_hundred_certificates_are_too_many(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        var chain = new List<TestIssuer>();
        try
        {
            for (var i = 0; i < 99; i++) chain.Insert(0, new TestIssuer(chain.FirstOrDefault()?.Certificate ?? scene.Server.Authority.Certificate, $"CA {i}"));
            await RefusedHandshake.AssertAsync(scene, chain[0].IssueClient(chain), version, "unknown_ca", "certificate chain too long");
        }
        finally
        {
            foreach (var issuer in chain) issuer.Dispose();
        }
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_signature_that_is_not_the_authority_s_is_refused(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        var certificate = WithChangedSignature(scene.Server.Authority.IssueClient(), signature => signature[^1] ^= 1);
        await RefusedHandshake.AssertAsync(scene, certificate, version, "decrypt_error", "certificate signature failure");
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_signature_that_is_malformed_is_refused(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        var certificate = WithChangedSignature(scene.Server.Authority.IssueClient(), signature => signature[0] = 0x31);
        await RefusedHandshake.AssertAsync(scene, certificate, version, "decrypt_error", "certificate signature failure");
        await scene.EndAsync();
    }

    /// <summary>The name constraints of RFC 5280, section 4.2.1.10: DNS names of this domain only.</summary>
    private static X509Extension PermittedNames(string domain)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (writer.PushSequence())
            writer.WriteCharacterString(UniversalTagNumber.IA5String, domain, new Asn1Tag(TagClass.ContextSpecific, 2));
        return new X509Extension("2.5.29.30", writer.Encode(), critical: true);
    }

    private static IssuedCertificate WithChangedSignature(IssuedCertificate certificate, Action<byte[]> change)
    {
        using var parsed = X509Certificate2.CreateFromPem(certificate.CertificatePem);
        var reader = new AsnReader(parsed.RawData, AsnEncodingRules.DER).ReadSequence();
        var signed = reader.ReadEncodedValue();
        var algorithm = reader.ReadEncodedValue();
        var signature = reader.ReadBitString(out _);
        change(signature);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(signed.Span);
            writer.WriteEncodedValue(algorithm.Span);
            writer.WriteBitString(signature);
        }
        return certificate with { CertificatePem = PemEncoding.WriteString("CERTIFICATE", writer.Encode()) + "\n" };
    }
}
