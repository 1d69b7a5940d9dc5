using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

public sealed class ClientCertificateTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new();

    public static TheoryData<TlsProtocols> Versions => [TlsProtocols.Tls12, TlsProtocols.Tls13];

    public void Dispose() => _policy.Dispose();

    [Theory, MemberData(nameof(Versions))]
    public void A_certificate_of_another_CA_is_refused(TlsProtocols version)
    {
        using var other = new TestCertificateAuthority("Other CA");
        AssertRefused(other.IssueClient(), version, "unable to get local issuer certificate", "unknown_ca");
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_certificate_of_another_CA_of_the_same_name_is_refused(TlsProtocols version)
    {
        using var other = new TestCertificateAuthority();
        AssertRefused(other.IssueClient(), version, null, null);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_self_signed_certificate_is_refused(TlsProtocols version) =>
        AssertRefused(SelfSigned(), version, "self-signed certificate", "unknown_ca");

    [Theory, MemberData(nameof(Versions))]
    public void An_expired_certificate_is_refused(TlsProtocols version)
    {
        var certificate = _policy.Authority.IssueClient(
            notBefore: DateTimeOffset.UtcNow.AddDays(-3), notAfter: DateTimeOffset.UtcNow.AddDays(-1));
        AssertRefused(certificate, version, "certificate has expired", "certificate_expired");
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_certificate_that_is_not_yet_valid_is_refused(TlsProtocols version)
    {
        var certificate = _policy.Authority.IssueClient(
            notBefore: DateTimeOffset.UtcNow.AddDays(1), notAfter: DateTimeOffset.UtcNow.AddDays(2));
        AssertRefused(certificate, version, "certificate is not yet valid", null);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_certificate_for_servers_is_refused(TlsProtocols version) =>
        AssertRefused(_policy.Authority.IssueServer(), version, "unsuitable certificate purpose", "unsupported_certificate");

    [Fact]
    public void A_certificate_that_does_not_verify_is_refused_where_none_is_required()
    {
        _policy.ClientAuthentication = ClientAuthentication.Request;
        AssertRefused(SelfSigned(), TlsProtocols.Tls13, "self-signed certificate", "unknown_ca");
    }

    [Theory, MemberData(nameof(Versions))]
    public void An_RSA_certificate_is_accepted(TlsProtocols version) =>
        AssertAccepted(_policy.Authority.IssueClient(rsa: true), version);

    [Fact]
    public void A_pinned_certificate_is_its_own_anchor()
    {
        var pinned = SelfSigned();
        _policy.ClientCa = pinned.CertificatePem;
        AssertAccepted(pinned, TlsProtocols.Tls13);
    }

    [Fact]
    public void An_intermediate_is_an_anchor_without_its_issuer()
    {
        using var intermediate = new TestIntermediate(_policy.Authority);
        _policy.ClientCa = intermediate.CertificatePem;
        AssertAccepted(intermediate.IssueClient(), TlsProtocols.Tls13);
        AssertRefused(_policy.Authority.IssueClient(), TlsProtocols.Tls13, null, null);
    }

    [Fact]
    public void A_chain_that_the_client_sends_leads_to_the_anchor()
    {
        using var intermediate = new TestIntermediate(_policy.Authority);
        var leaf = intermediate.IssueClient();
        AssertAccepted(leaf with { CertificatePem = leaf.CertificatePem + intermediate.CertificatePem }, TlsProtocols.Tls13);
        AssertRefused(leaf, TlsProtocols.Tls13, null, null);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_revoked_certificate_is_refused_and_another_is_not(TlsProtocols version)
    {
        var mallory = _policy.Authority.IssueClient("CN=mallory");
        _policy.RevocationLists.Add(RevocationList.Of(_policy.Authority.Certificate, mallory));

        AssertRefused(mallory, version, "certificate revoked", "certificate_revoked");
        AssertAccepted(_policy.Authority.IssueClient(), version);
    }

    [Fact]
    public void An_intermediate_anchor_needs_a_list_of_its_own_only()
    {
        using var intermediate = new TestIntermediate(_policy.Authority);
        var mallory = intermediate.IssueClient();
        _policy.ClientCa = intermediate.CertificatePem;
        _policy.RevocationLists.Add(RevocationList.Of(intermediate.Certificate, mallory));

        AssertRefused(mallory, TlsProtocols.Tls13, "certificate revoked", "certificate_revoked");
        AssertAccepted(intermediate.IssueClient(), TlsProtocols.Tls13);
    }

    [Fact]
    public void A_chain_whose_intermediate_has_no_list_is_refused()
    {
        using var intermediate = new TestIntermediate(_policy.Authority);
        _policy.RevocationLists.Add(RevocationList.Of(_policy.Authority.Certificate));
        var leaf = intermediate.IssueClient();
        leaf = leaf with { CertificatePem = leaf.CertificatePem + intermediate.CertificatePem };

        AssertRefused(leaf, TlsProtocols.Tls13, "unable to get certificate CRL", null);
        _policy.RevocationLists.Add(RevocationList.Of(intermediate.Certificate));
        AssertAccepted(leaf, TlsProtocols.Tls13);
    }

    [Fact]
    public void A_revoked_intermediate_takes_its_clients_with_it()
    {
        using var intermediate = new TestIntermediate(_policy.Authority);
        var leaf = intermediate.IssueClient();
        _policy.RevocationLists.Add(RevocationList.Of(_policy.Authority.Certificate, new IssuedCertificate(intermediate.CertificatePem, "")));
        _policy.RevocationLists.Add(RevocationList.Of(intermediate.Certificate));

        AssertRefused(leaf with { CertificatePem = leaf.CertificatePem + intermediate.CertificatePem },
            TlsProtocols.Tls13, "certificate revoked", "certificate_revoked");
    }

    private void AssertAccepted(IssuedCertificate certificate, TlsProtocols version)
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(certificate, version);
        using var pair = new ChannelPair(server, client).Handshake();
        ChannelPair.WriteAll(pair.Server, "in");
        Assert.Equal("in", ChannelPair.ReadText(pair.Client, 2));
    }

    private void AssertRefused(IssuedCertificate certificate, TlsProtocols version, string? detail, string? alert)
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(certificate, version);
        using var pair = new ChannelPair(server, client);

        var (failure, received) = pair.HandshakeFailures();

        Assert.Equal(TlsFailureKind.CertificateRejected, failure.Kind);
        if (detail is not null) Assert.Equal(detail, failure.Detail);
        if (alert is not null) Assert.Equal($"alert received: {alert}", received);
        Assert.Null(pair.Server.GetPeerCertificate());
    }

    private static IssuedCertificate SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=self", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return new IssuedCertificate(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
