using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Many client certificates on one client context: each channel shows its own.</summary>
public sealed class ChannelCertificateTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new();

    public static TheoryData<TlsProtocols> Versions => [TlsProtocols.Tls12, TlsProtocols.Tls13];

    public void Dispose() => _policy.Dispose();

    [Theory, MemberData(nameof(Versions))]
    public void Each_channel_shows_its_own_certificate_and_the_next_one_the_context_s(TlsProtocols version)
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient("CN=context"), version);
        using var first = Create(_policy.Authority.IssueClient("CN=first"));
        using var second = Create(_policy.Authority.IssueClient("CN=second"));

        Assert.Equal("CN=first", SubjectOf(server, client, first));
        Assert.Equal("CN=second", SubjectOf(server, client, second));
        Assert.Equal("CN=context", SubjectOf(server, client, null));
        Assert.Equal("CN=first", SubjectOf(server, client, first));
    }

    [Fact]
    public void A_context_without_a_certificate_shows_that_of_its_channel_whatever_the_kind_of_key()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient();
        using var rsa = Create(_policy.Authority.IssueClient("CN=rsa", rsa: true));
        Assert.Equal("CN=rsa", SubjectOf(server, client, rsa));
    }

    [Fact]
    public void A_certificate_that_was_disposed_lives_on_in_the_channel_that_has_it()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient();
        using var sockets = new SocketPair();
        var certificate = Create(_policy.Authority.IssueClient("CN=gone"));
        using var pair = new ChannelPair(server, client, certificate: certificate);
        certificate.Dispose();
        pair.Handshake();
        Assert.Equal("CN=gone", Subject(pair.Server));
    }

    [Fact]
    public void The_intermediates_are_sent_too()
    {
        using var hierarchy = new TestHierarchy(intermediates: 2);
        _policy.ClientCa = TestHierarchy.PemOf(hierarchy.Root);
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient();
        using var shown = Create(hierarchy.Shown);
        Assert.Equal("CN=client", SubjectOf(server, client, shown));
    }

    [Fact]
    public void What_is_no_certificate_no_key_or_another_s_key_is_refused()
    {
        var (one, other) = (_policy.Authority.IssueClient(), _policy.Authority.IssueClient());
        Assert.Contains("certificate", Assert.Throws<ArgumentException>(() => Create(one with { CertificatePem = one.KeyPem })).Message, StringComparison.Ordinal);
        Assert.Contains("no private key", Assert.Throws<ArgumentException>(() => Create(one with { KeyPem = one.CertificatePem })).Message, StringComparison.Ordinal);
        Assert.Contains("not the certificate's", Assert.Throws<ArgumentException>(() => Create(one with { KeyPem = other.KeyPem })).Message, StringComparison.Ordinal);
    }

    private static ITlsClientCertificate Create(IssuedCertificate issued) =>
        TlsTestPolicy.Engine.CreateClientCertificate(issued.CertificatePem, issued.KeyPem);

    private static string SubjectOf(ITlsServerContext server, ITlsClientContext client, ITlsClientCertificate? certificate)
    {
        using var pair = new ChannelPair(server, client, certificate: certificate).Handshake();
        return Subject(pair.Server);
    }

    private static string Subject(ITlsChannel server)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(server.GetPeerCertificate()!);
        return certificate.Subject;
    }
}
