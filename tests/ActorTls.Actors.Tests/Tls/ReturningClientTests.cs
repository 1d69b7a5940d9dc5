using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;
using ActorTls.Tls.OpenSsl;
using ActorTls.Tls.OpenSsl.Native;
using Microsoft.Extensions.Time.Testing;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>A client that comes back with the same chain and no ticket.</summary>
public sealed class ReturningClientTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly OpenSslEngine _engine;
    private readonly List<IDisposable> _owned = [];

    public ReturningClientTests() => _engine = OpenSslEngine.Load(_time);

    public static TheoryData<TlsProtocols> Versions => [TlsProtocols.Tls12, TlsProtocols.Tls13];

    public void Dispose()
    {
        foreach (var owned in _owned) owned.Dispose();
        _policy.Dispose();
    }

    [Theory, MemberData(nameof(Versions))]
    public void Its_chain_is_not_verified_again_and_its_certificate_is_known_all_the_same(TlsProtocols version)
    {
        _policy.Tickets = new SessionTicketSettings(false, TimeSpan.FromHours(1));
        var server = Context();
        var certificate = _policy.Authority.IssueClient();
        var client = Client(certificate, version);

        Assert.True(IsVerified(server, client, out var first));
        Assert.False(IsVerified(server, client, out var second));

        using var shown = X509Certificate2.CreateFromPem(certificate.CertificatePem);
        Assert.Equal(shown.RawData, first);
        Assert.Equal(shown.RawData, second);
    }

    [Fact]
    public void Another_load_of_the_policy_verifies_it()
    {
        var client = Client(_policy.Authority.IssueClient());
        Assert.True(IsVerified(Context(), client, out _));

        Assert.True(IsVerified(Context(), client, out _));
    }

    [Fact]
    public void It_is_verified_again_after_a_certificate_of_the_chain_has_ended()
    {
        var server = Context();
        var client = Client(_policy.Authority.IssueClient(notAfter: DateTimeOffset.UtcNow.AddHours(2)));
        Assert.True(IsVerified(server, client, out _));

        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(IsVerified(server, client, out _));

        _time.Advance(TimeSpan.FromHours(2));
        Assert.True(IsVerified(server, client, out _));
    }

    [Fact]
    public void It_is_verified_again_after_a_revocation_list_has_ended()
    {
        _policy.RevocationLists.Add(RevocationList.Until(DateTimeOffset.UtcNow.AddHours(2), _policy.Authority.Certificate));
        AssertVerifiedAgainAfter(TimeSpan.FromHours(3));
    }

    [Fact]
    public void It_is_verified_again_once_a_revocation_list_has_come_into_force()
    {
        var authority = _policy.Authority.Certificate;
        _policy.RevocationLists.Add(RevocationList.Until(DateTimeOffset.UtcNow.AddDays(4), authority));
        _policy.RevocationLists.Add(RevocationList.Until(DateTimeOffset.UtcNow.AddDays(5).AddHours(2), authority)); // from in two hours on
        var (server, client) = AssertVerifiedAgainAfter(TimeSpan.FromHours(3));
        Assert.False(IsVerified(server, client, out _));
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_certificate_of_unusual_length_gets_a_ticket_that_resumes(TlsProtocols version)
    {
        var server = Context();
        var certificate = _policy.Authority.IssueClient(names: names =>
        {
            for (var i = 0; i < 400; i++) names.AddUri(new Uri($"urn:{i}:{new string('x', 90)}"));
        });
        var client = Client(certificate, version);
        using var first = new ChannelPair(server, client).Handshake();
        var shown = first.Server.GetPeerCertificate();
        Assert.True(shown!.Length > 35_000);
        Assert.Equal(TlsStatus.Done, first.Server.IssueTicket());
        ChannelPair.WriteAll(first.Server, ".");
        Assert.Equal(".", ChannelPair.ReadText(first.Client, 1));
        using var session = first.Client.TakeSession();
        Assert.NotNull(session);

        using var second = new ChannelPair(server, client, session: session).Handshake();

        Assert.True(second.Server.Describe().Resumed);
        Assert.Equal(shown, second.Server.GetPeerCertificate());
    }

    [Theory, MemberData(nameof(Versions))]
    public void Who_has_its_chain_but_not_its_key_is_refused(TlsProtocols version)
    {
        var server = Context();
        var certificate = _policy.Authority.IssueClient();
        Assert.True(IsVerified(server, Client(certificate, version), out _));

        using var pair = new ChannelPair(server, Client(WithAnotherKey(certificate), version));
        var (failure, _) = pair.HandshakeFailures();

        Assert.Equal(TlsFailureKind.Protocol, failure.Kind);
        Assert.Contains("bad signature", failure.Detail);
        Assert.Null(pair.Server.GetPeerCertificate());
    }

    [Fact]
    public void Who_was_refused_is_refused_again()
    {
        using var other = new TestCertificateAuthority("Other CA");
        var server = Context();
        var client = Client(other.IssueClient());
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var pair = new ChannelPair(server, client);
            Assert.Equal(TlsFailureKind.CertificateRejected, pair.HandshakeFailures().Server.Kind);
        }
    }

    [Fact]
    public void A_resumption_carries_the_certificate_though_OpenSSL_has_none()
    {
        var server = Context();
        var client = Client(_policy.Authority.IssueClient());
        using var first = new ChannelPair(server, client).Handshake();
        var certificate = first.Server.GetPeerCertificate();
        Assert.Equal(TlsStatus.Done, first.Server.IssueTicket());
        ChannelPair.WriteAll(first.Server, ".");
        Assert.Equal(".", ChannelPair.ReadText(first.Client, 1));
        Assert.Equal(certificate, first.Server.GetPeerCertificate());
        using var session = first.Client.TakeSession();

        using var second = new ChannelPair(server, client, session: session).Handshake();

        Assert.True(second.Server.Describe().Resumed);
        Assert.Equal(0, LibSsl.SSL_get0_peer_certificate(((OpenSslChannel)second.Server).Ssl));
        Assert.Equal(certificate, second.Server.GetPeerCertificate());
    }

    private (ITlsServerContext Server, ITlsClientContext Client) AssertVerifiedAgainAfter(TimeSpan time)
    {
        var server = Context();
        var client = Client(_policy.Authority.IssueClient());
        Assert.True(IsVerified(server, client, out _));
        Assert.False(IsVerified(server, client, out _));

        _time.Advance(time);
        Assert.True(IsVerified(server, client, out _));
        return (server, client);
    }

    /// <summary>Whether OpenSSL built a chain in a full handshake.</summary>
    private static bool IsVerified(ITlsServerContext server, ITlsClientContext client, out byte[]? certificate)
    {
        using var pair = new ChannelPair(server, client).Handshake();
        Assert.False(pair.Server.Describe().Resumed);
        certificate = pair.Server.GetPeerCertificate();
        return LibSsl.SSL_get0_verified_chain(((OpenSslChannel)pair.Server).Ssl) != 0;
    }

    private ITlsServerContext Context()
    {
        var context = _engine.CreateServerContexts(_policy.Load(_engine), "echo", 1)[0];
        _owned.Add(context);
        return context;
    }

    private ITlsClientContext Client(IssuedCertificate certificate, TlsProtocols? version = null)
    {
        var client = _policy.CreateClient(certificate, version);
        _owned.Add(client);
        return client;
    }

    /// <summary>A key that says that it is the certificate's, and OpenSSL believes it, but signs with another.</summary>
    private static IssuedCertificate WithAnotherKey(IssuedCertificate certificate)
    {
        using var own = ECDsa.Create();
        own.ImportFromPem(certificate.KeyPem);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = own.ExportParameters(false).Q;

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteOctetString(other.ExportParameters(true).D);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true))) writer.WriteObjectIdentifier("1.2.840.10045.3.1.7");
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1, true))) writer.WriteBitString([4, .. publicKey.X!, .. publicKey.Y!]);
        }
        return certificate with { KeyPem = PemEncoding.WriteString("EC PRIVATE KEY", writer.Encode()) };
    }
}
