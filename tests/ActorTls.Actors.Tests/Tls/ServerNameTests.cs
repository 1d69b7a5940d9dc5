using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorTls.Configuration;
using ActorTls.Tls;
using ActorTls.Tls.ServerNames;

namespace ActorTls.Actors.Tests.Tls;

public sealed class ServerNameTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new() { ClientAuthentication = ClientAuthentication.None };

    public ServerNameTests()
    {
        _policy.AddCertificate(_policy.Authority.IssueServer("exact", ["a.example.com"]));
        _policy.AddCertificate(_policy.Authority.IssueServer("wild"), "*.example.com", "Example.ORG.");
    }

    public void Dispose() => _policy.Dispose();

    [Theory]
    [InlineData("localhost", "localhost")]
    [InlineData("LOCALHOST", "localhost")]
    [InlineData("localhost.", "localhost")]
    [InlineData("a.example.com", "exact")]
    [InlineData("A.Example.COM", "exact")]
    [InlineData("b.example.com", "wild")]
    [InlineData("b.example.com.", "wild")]
    [InlineData("example.org", "wild")]
    [InlineData("x.b.example.com", null)]
    [InlineData("example.com", null)]
    [InlineData("unknown.test", null)]
    [InlineData("127.0.0.1", null)]
    [InlineData("::1", null)]
    [InlineData("*.example.com", null)]
    [InlineData("b..example.com", null)]
    [InlineData("-", null)]
    [InlineData(".", null)]
    [InlineData("bücher.example.com", null)]
    public void A_certificate_is_chosen_by_name(string name, string? certificate)
    {
        using var server = _policy.CreateContext();
        AssertServed(server, name, certificate ?? "localhost", name);

        _policy.UnknownServerName = UnknownServerName.Reject;
        using var strict = _policy.CreateContext();
        if (certificate is not null) AssertServed(strict, name, certificate, name);
        else AssertRefused(strict, name);
    }

    [Fact]
    public void A_name_that_is_too_long_is_unknown()
    {
        var name = string.Join('.', Enumerable.Repeat("abcd", 51)); // 254 characters
        using var server = _policy.CreateContext();
        AssertServed(server, name, "localhost", name);

        _policy.UnknownServerName = UnknownServerName.Reject;
        using var strict = _policy.CreateContext();
        AssertRefused(strict, name);
    }

    [Fact]
    public void A_client_without_a_name_gets_the_default_or_is_rejected()
    {
        using var server = _policy.CreateContext();
        AssertServed(server, null, "localhost", null);

        _policy.UnknownServerName = UnknownServerName.Reject;
        using var strict = _policy.CreateContext();
        AssertRefused(strict, null);
    }

    [Fact]
    public void The_choice_is_the_same_after_a_HelloRetryRequest()
    {
        _policy.Groups = ["P-384"];
        _policy.UnknownServerName = UnknownServerName.Reject;
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(protocols: TlsProtocols.Tls13, groups: ["X25519", "P-384"]);
        using var pair = new ChannelPair(server, client, "a.example.com").Handshake();

        Assert.Equal("a.example.com", pair.Server.Describe().ServerName);
        Assert.Equal("exact", CommonNameShown(pair));
    }

    [Theory]
    [InlineData("ECDSA", "ECDSA-CERT")]
    [InlineData("RSA", "RSA-CERT")]
    public void Two_kinds_of_key_for_one_name_are_both_offered(string kind, string expected)
    {
        AddBothKinds();
        using var server = _policy.CreateContext();
        var suite = CipherSuites.Find($"ECDHE-{kind}-AES128-GCM-SHA256")!;
        using var client = _policy.CreateClient(protocols: TlsProtocols.Tls12, suites: [suite]);
        using var pair = new ChannelPair(server, client, "both.example.com").Handshake();

        Assert.Equal(expected, CommonNameShown(pair));
    }

    [Theory]
    [InlineData(TlsProtocols.Tls12, "ECDSA+SHA256", "ECDSA-CERT")]
    [InlineData(TlsProtocols.Tls12, "RSA-PSS+SHA256", "RSA-CERT")]
    [InlineData(TlsProtocols.Tls13, "ECDSA+SHA256", "ECDSA-CERT")]
    [InlineData(TlsProtocols.Tls13, "RSA-PSS+SHA256", "RSA-CERT")]
    public void The_client_s_signature_algorithms_choose_between_two_kinds_of_key(TlsProtocols version, string algorithms, string expected)
    {
        AddBothKinds();
        // All that the client verifies is signed by an ECDSA key; what it offers for the handshake is another matter.
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(protocols: version);
        using var pair = new ChannelPair(server, client, "both.example.com");
        HostileClient.AcceptSignatures(pair.Client, algorithms);
        pair.Handshake();

        Assert.Equal(expected, CommonNameShown(pair));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0003000000")]
    [InlineData("000600000361")]
    [InlineData("0009000006610000000000")]
    public void A_malformed_extension_is_no_name(string hex)
    {
        var name = ServerNameExtension.Parse(Convert.FromHexString(hex), out _);
        Assert.False(ServerNamePattern.TryNormalize(name, new char[ServerNamePattern.LongestName], out _));
    }

    [Fact]
    public void Two_names_in_one_extension_are_no_name()
    {
        byte[] extension = [0, 8, 0, 0, 1, (byte)'a', 0, 0, 1, (byte)'b'];
        Assert.Equal("a", Encoding.ASCII.GetString(ServerNameExtension.Parse(extension, out var isWellFormed)));
        Assert.False(isWellFormed);
    }

    [Theory]
    [InlineData("*.example.com", "*.example.com")]
    [InlineData("Example.com.", "example.com")]
    [InlineData("a_b.example", "a_b.example")]
    [InlineData("*", null)]
    [InlineData("*.", null)]
    [InlineData("a.*.com", null)]
    [InlineData("a*.example.com", null)]
    [InlineData("10.0.0.1", null)]
    [InlineData("", null)]
    public void A_pattern_is_a_name_or_a_wildcard_label_and_a_name(string text, string? pattern) =>
        Assert.Equal(pattern, ServerNamePattern.Parse(text));

    [Fact]
    public void A_label_or_name_that_is_too_long_is_none()
    {
        Assert.NotNull(ServerNamePattern.Parse(new string('a', 63) + ".example"));
        Assert.Null(ServerNamePattern.Parse(new string('a', 64) + ".example"));
        Assert.Null(ServerNamePattern.Parse(string.Join('.', Enumerable.Repeat("abcd", 60))));
    }

    private void AddBothKinds()
    {
        _policy.AddCertificate(_policy.Authority.IssueServer("RSA-CERT", ["both.example.com"], rsa: true));
        _policy.AddCertificate(_policy.Authority.IssueServer("ECDSA-CERT", ["both.example.com"]));
    }

    private void AssertServed(ITlsServerContext server, string? name, string certificate, string? seen)
    {
        using var pair = Connect(server, name, out var client);
        using (client)
        {
            pair.Handshake();
            Assert.Equal(certificate, CommonNameShown(pair));
            Assert.Equal(seen, pair.Server.Describe().ServerName);
        }
    }

    private void AssertRefused(ITlsServerContext server, string? name)
    {
        using var pair = Connect(server, name, out var client);
        using (client)
        {
            var (failure, alert) = pair.HandshakeFailures();
            Assert.Equal(new TlsFailure(TlsFailureKind.Protocol, "unrecognized_name"), failure);
            Assert.Equal("alert received: unrecognized_name", alert);
        }
    }

    /// <summary>A client that asks for whatever it is told, and takes whatever certificate it is shown.</summary>
    private ChannelPair Connect(ITlsServerContext server, string? name, out ITlsClientContext client)
    {
        client = _policy.CreateClient(protocols: TlsProtocols.Tls13);
        var pair = new ChannelPair(server, client, "127.0.0.1");
        HostileClient.AskFor(pair.Client, name);
        return pair;
    }

    private static string CommonNameShown(ChannelPair pair)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(pair.Client.GetPeerCertificate()!);
        return certificate.GetNameInfo(X509NameType.SimpleName, false);
    }
}
