using ActorTls.Configuration;
using ActorTls.Tls.Certificates;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>What a chain that a library has verified is still refused for, before any engine has its say.</summary>
public sealed class ChainExaminationTests : IDisposable
{
    private readonly HandmadeCertificate _root = HandmadeCertificate.Root();
    private int _asked;

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_proper_chain_passes_and_no_constraint_is_asked_for()
    {
        using var peer = _root.Peer();
        Assert.Equal(default, Examine(CertificateProfile.Strict, null, peer, _root));
        Assert.Equal(0, _asked);
    }

    [Theory]
    [InlineData(CertificateProfile.Strict)]
    [InlineData(CertificateProfile.Compatible)]
    public void A_peer_that_may_sign_certificates_is_refused(CertificateProfile profile)
    {
        using var authority = _root.Authority();
        Assert.Equal(
            new ChainDecision("the certificate may sign certificates, so it is no peer's own", null), Examine(profile, null, authority, _root));
    }

    [Theory]
    [InlineData(CertificateProfile.Strict)]
    [InlineData(CertificateProfile.Compatible)]
    public void A_violation_of_the_profile_refuses_under_the_strict_one_and_is_noted_under_the_other(CertificateProfile profile)
    {
        using var peer = _root.Peer();
        peer.SerialNumber = [0x80, 1];
        const string violation = "the serial number is not positive";
        Assert.Equal(
            profile == CertificateProfile.Strict ? new ChainDecision(violation, null) : new ChainDecision(null, violation),
            Examine(profile, null, peer, _root));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("permitted subtree violation")]
    public void Where_an_issuer_has_name_constraints_the_library_is_asked_once(string? excluded)
    {
        using var authority = _root.Authority().Set(HandmadeCertificate.NameConstraints, true, writer =>
        {
            using (writer.PushSequence())
            using (writer.PushSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 0, true)))
            using (writer.PushSequence())
                writer.WriteCharacterString(System.Formats.Asn1.UniversalTagNumber.IA5String, "example",
                    new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 2));
        });
        using var peer = authority.Peer();
        Assert.Equal(new ChainDecision(excluded, null), Examine(CertificateProfile.Compatible, excluded, peer, authority, _root));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public void What_is_no_certificate_is_refused() => Assert.Equal(
        new ChainDecision("a certificate of the chain is not well-formed", null),
        ChainExamination.Examine([[0x30, 0x02, 0x05, 0x00]], CertificateProfile.Compatible, _ => null));

    private ChainDecision Examine(CertificateProfile profile, string? excluded, params HandmadeCertificate[] chain) =>
        ChainExamination.Examine([.. chain.Select(certificate => certificate.Encode())], profile, leaf =>
        {
            _asked++;
            Assert.Equal(chain[0].SerialNumber, leaf.SerialNumber.ToArray());
            return excluded;
        });
}
