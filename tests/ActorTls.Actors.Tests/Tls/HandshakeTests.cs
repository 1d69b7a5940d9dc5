using ActorTls.Configuration;
using ActorTls.Tls;
using ActorTls.Tls.OpenSsl;

namespace ActorTls.Actors.Tests.Tls;

public sealed class HandshakeTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    [Theory]
    [InlineData(TlsProtocols.Tls12, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")]
    [InlineData(TlsProtocols.Tls13, "TLSv1.3", "TLS_AES_128_GCM_SHA256")]
    public void A_client_with_a_certificate_of_the_CA_exchanges_data_both_ways(TlsProtocols protocol, string version, string suite)
    {
        var alice = _policy.Authority.IssueClient();
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(alice, protocol);
        using var pair = new ChannelPair(server, client).Handshake();

        ChannelPair.WriteAll(pair.Client, "hello");
        Assert.Equal("hello", ChannelPair.ReadText(pair.Server, 5));
        ChannelPair.WriteAll(pair.Server, "good day");
        Assert.Equal("good day", ChannelPair.ReadText(pair.Client, 8));

        Assert.Equal(new TlsSessionInfo(version, suite, "localhost", null, false), pair.Server.Describe());
        using var shown = alice.ToX509();
        Assert.Equal(shown.RawData, pair.Server.GetPeerCertificate());
        Assert.NotNull(pair.Client.GetPeerCertificate());
    }

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public void A_client_without_a_certificate_is_refused_where_one_is_required(TlsProtocols protocol)
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(protocols: protocol);
        using var pair = new ChannelPair(server, client);

        var (failure, alert) = pair.HandshakeFailures();

        Assert.Equal(new TlsFailure(TlsFailureKind.CertificateRejected, "no certificate"), failure);
        Assert.Equal(protocol == TlsProtocols.Tls13 ? "alert received: certificate_required" : "alert received: handshake_failure", alert);
        Assert.Equal("localhost", pair.Server.Describe().ServerName);
        Assert.Null(pair.Server.GetPeerCertificate());
    }

    [Theory]
    [InlineData(ClientAuthentication.Request)]
    [InlineData(ClientAuthentication.None)]
    public void A_client_without_a_certificate_is_anonymous_where_none_is_required(ClientAuthentication authentication)
    {
        _policy.ClientAuthentication = authentication;
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient();
        using var pair = new ChannelPair(server, client).Handshake();

        Assert.Null(pair.Server.GetPeerCertificate());
    }

    [Fact]
    public void No_certificate_is_asked_for_where_the_policy_says_none()
    {
        _policy.ClientAuthentication = ClientAuthentication.None;
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient());
        using var pair = new ChannelPair(server, client).Handshake();

        Assert.Null(pair.Server.GetPeerCertificate());
    }

    [Fact]
    public void A_client_without_a_common_version_is_refused()
    {
        _policy.Protocols = TlsProtocols.Tls13;
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(protocols: TlsProtocols.Tls12);
        using var pair = new ChannelPair(server, client);

        var (failure, alert) = pair.HandshakeFailures();

        Assert.Equal(TlsFailureKind.Protocol, failure.Kind);
        Assert.Contains("protocol_version", failure.Detail, StringComparison.Ordinal);
        Assert.Equal("alert received: protocol_version", alert);
    }

    [Fact]
    public void The_servers_order_of_suites_decides()
    {
        _policy.Preset = null;
        _policy.CipherSuites = ["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"];
        _policy.Protocols = TlsProtocols.Tls13;
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient());
        using var pair = new ChannelPair(server, client).Handshake();

        Assert.Equal("TLS_AES_256_GCM_SHA384", pair.Server.Describe().CipherSuite);
    }

    [Fact]
    public void A_client_whose_first_key_share_does_not_fit_is_asked_for_another()
    {
        _policy.Groups = ["P-384"];
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13, groups: ["X25519", "P-384"]);
        using var pair = new ChannelPair(server, client).Handshake();

        Assert.Equal("localhost", pair.Server.Describe().ServerName);
    }

    [Fact]
    public void A_client_does_not_accept_a_server_of_another_CA()
    {
        using var other = new ActorTls.Testing.TestCertificateAuthority("Other CA");
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(trust: other.CertificatePem);
        using var pair = new ChannelPair(server, client);

        pair.TryHandshake();

        Assert.Equal(TlsFailureKind.CertificateRejected, pair.Client.Failure?.Kind);
        Assert.Equal(new TlsFailure(TlsFailureKind.Protocol, "alert received: unknown_ca"), pair.Server.Failure);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("127.0.0.2", false)]
    [InlineData("example.com", false)]
    public void A_client_accepts_a_server_under_its_own_name_only(string name, bool accepted)
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient());
        using var pair = new ChannelPair(server, client, name);

        pair.TryHandshake();

        Assert.Equal(accepted ? null : TlsFailureKind.CertificateRejected, pair.Client.Failure?.Kind);
    }

    [Fact]
    public void The_servers_first_protocol_that_the_client_has_is_chosen()
    {
        _policy.Alpn = ["mqtt", "x-amzn"];
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), alpn: ["h2", "x-amzn", "mqtt"]);
        using var pair = new ChannelPair(server, client).Handshake();

        Assert.Equal("mqtt", pair.Server.Describe().ApplicationProtocol);
        Assert.Equal("mqtt", pair.Client.Describe().ApplicationProtocol);
    }

    [Fact]
    public void A_client_without_a_common_protocol_is_refused()
    {
        _policy.Alpn = ["mqtt"];
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), alpn: ["h2"]);
        using var pair = new ChannelPair(server, client);

        var (failure, alert) = pair.HandshakeFailures();

        Assert.Contains("no_application_protocol", failure.Detail, StringComparison.Ordinal);
        Assert.Equal("alert received: no_application_protocol", alert);
    }

    [Fact]
    public void A_policy_without_protocols_ignores_what_a_client_offers()
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), alpn: ["h2"]);
        using var pair = new ChannelPair(server, client).Handshake();

        Assert.Null(pair.Server.Describe().ApplicationProtocol);
    }

    [Fact]
    public void A_handshake_under_way_survives_its_context()
    {
        var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient());
        using var pair = new ChannelPair(server, client);
        server.Dispose();

        pair.Handshake();
        Assert.Equal(TlsStatus.Done, pair.Server.IssueTicket());
    }

    [Fact]
    public void The_engine_names_its_library() => Assert.StartsWith("OpenSSL 3", OpenSslEngine.Load().Description, StringComparison.Ordinal);

    [Fact]
    public void The_process_has_one_OpenSSL()
    {
        _ = OpenSslEngine.Load();
        using var key = System.Security.Cryptography.ECDsa.Create();
        key.GenerateKey(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var loaded = File.ReadLines("/proc/self/maps").Where(line => line.Contains("libssl.so", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct();
        Assert.Single(loaded);
    }
}
