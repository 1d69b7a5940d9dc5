using System.Formats.Asn1;
using System.Text;
using ActorTls.Authentication;
using ActorTls.Configuration;
using ActorTls.Tls;
using static ActorTls.Actors.Tests.Tls.HandmadeCertificate;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>A CA that is held to some names gets none of the others in, wherever in a certificate it writes them.</summary>
public sealed class NameConstraintTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new();
    private readonly HandmadeCertificate _root = Root();

    public NameConstraintTests() => _policy.ClientCa = _root.Pem;

    public void Dispose()
    {
        _root.Dispose();
        _policy.Dispose();
    }

    [Theory]
    [InlineData("a.devices.example.com")]
    [InlineData("A.Devices.Example.COM")]
    [InlineData("a.devices.example.com.")]
    [InlineData("*.devices.example.com")]
    [InlineData("-a-.devices.example.com")]
    [InlineData("a_b.devices.example.com")]
    [InlineData("bücher.devices.example.com")]
    [InlineData("a.b.example.evil")]
    [InlineData("xb.example")]
    [InlineData("localhost.localdomain")]
    public void A_text_of_the_subject_that_looks_like_a_host_name_is_held_to_the_constraints(string name)
    {
        foreach (var type in (string[])[CommonName, OrganizationalUnit])
        {
            AssertRefused(Permitted(Dns("b.example")), leaf => Add(leaf, type, name).SetNames((2, "b.example")));
            AssertRefused(Permitted(Dns("b.example")), leaf => Add(leaf, type, name));
        }
    }

    [Theory]
    [InlineData("x.b.example")]
    [InlineData("b.example")]
    [InlineData("X.B.Example.")]
    [InlineData("*.b.example")]
    [InlineData("alice")]
    [InlineData("Alice Smith")]
    [InlineData("Acme Ltd. (ops)")]
    public void A_text_within_the_constraints_or_that_is_no_host_name_is_admitted(string name) =>
        AssertAccepted(Permitted(Dns("b.example")), leaf => Add(leaf, CommonName, name).SetNames((2, "b.example")));

    [Fact]
    public void Every_common_name_is_looked_at_in_whatever_encoding()
    {
        var bad = "a.devices.example.com";
        AssertRefused(Permitted(Dns("b.example")), leaf =>
            Add(Add(Add(leaf, CommonName, "x.b.example"), CommonName, bad), CommonName, "y.b.example"));
        foreach (var (tag, value) in new (UniversalTagNumber, byte[])[]
        {
            (UniversalTagNumber.BMPString, Encoding.BigEndianUnicode.GetBytes(bad)),
            (UniversalTagNumber.UniversalString, new UTF32Encoding(true, false).GetBytes(bad)),
            (UniversalTagNumber.T61String, Encoding.ASCII.GetBytes(bad)),
            (UniversalTagNumber.PrintableString, Encoding.ASCII.GetBytes(bad)),
            (UniversalTagNumber.IA5String, Encoding.ASCII.GetBytes(bad)),
        })
            AssertRefused(Permitted(Dns("b.example")), leaf => leaf.With(l => l.Subject.Add((CommonName, tag, value))).SetNames((2, "b.example")));
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("a@evil.example")]
    [InlineData("spiffe://evil.example/x")]
    public void A_text_that_looks_like_another_kind_of_name_is_held_to_the_constraints_on_that(string name)
    {
        var ca = ((int, byte[])[])[Network(192, 0, 2, 0, 255, 255, 255, 0), Email("good.example"), Uri("good.example")];
        AssertRefused(Permitted(ca), leaf => Add(leaf, CommonName, name));
    }

    [Theory]
    [InlineData("192.0.2.7")]
    [InlineData("a@good.example")]
    [InlineData("spiffe://good.example/x")]
    [InlineData("host.example")]
    public void A_text_is_held_to_constraints_of_its_kind_only(string name)
    {
        var ca = ((int, byte[])[])[Network(192, 0, 2, 0, 255, 255, 255, 0), Email("good.example"), Uri("good.example")];
        AssertAccepted(Permitted(ca), leaf => Add(leaf, CommonName, name));
    }

    [Fact]
    public void The_email_address_of_a_subject_is_held_to_the_constraints() =>
        AssertRefused(Permitted(Email("good.example")), leaf =>
            leaf.With(l => l.Subject.Add((EmailAddress, UniversalTagNumber.IA5String, "a@evil.example"u8.ToArray()))));

    [Theory]
    [InlineData("spiffe://evil.example/x")]
    [InlineData("spiffe://evil.example/x.good.example:1")]
    [InlineData("spiffe://evil.example/.good.example:")]
    [InlineData("spiffe://evil.example?.good.example:1")]
    [InlineData("spiffe://evil.example#.good.example/")]
    [InlineData("spiffe://a.good.example@evil.example/")]
    [InlineData("spiffe://192.0.2.1/x")]
    [InlineData("spiffe://[2001:db8::1]/x")]
    [InlineData("urn:uuid:1")]
    public void A_URI_is_held_to_the_constraints_by_its_host(string uri) =>
        AssertRefused(Permitted(Uri(".good.example")), leaf => leaf.SetNames((6, uri)));

    [Theory]
    [InlineData("spiffe://a.good.example/x")]
    [InlineData("https://a.good.example:8443/x?y#z")]
    public void A_URI_within_the_constraints_is_admitted(string uri) =>
        AssertAccepted(Permitted(Uri(".good.example")), leaf => leaf.SetNames((6, uri)));

    [Fact]
    public void A_URI_whose_path_ends_like_an_excluded_host_is_admitted_and_that_host_is_not()
    {
        AssertAccepted(Excluded(Uri("evil.example")), leaf => leaf.SetNames((6, "spiffe://good.example/evil.example")));
        AssertRefused(Excluded(Uri("evil.example")), leaf => leaf.SetNames((6, "spiffe://evil.example/good:1")));
    }

    [Fact]
    public void A_mapped_address_of_an_excluded_network_gets_past_the_constraint_and_meets_no_rule()
    {
        byte[] mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 10, 1, 2, 3];
        var ca = _root.Authority().Constrain(excluded: [Network(10, 0, 0, 0, 255, 0, 0, 0)]);
        AssertRefused(ca, leaf => leaf.SetNames(false, (7, [10, 1, 2, 3])));
        var identity = PeerIdentity.FromCertificate(ca.Peer().SetNames(false, (7, mapped)).Encode());
        foreach (var rule in (string[])["10.1.2.3", "10.0.0.0/8", "0.0.0.0/0", "::/0"])
        {
            var rules = Authentication.AuthorizationRulesTests.Compile(
                ClientAuthentication.Require, Authentication.AuthorizationRulesTests.Rule(ip: rule))!;
            Assert.False(rules.Decide(identity).Admitted);
        }
    }

    [Fact]
    public void A_wildcard_that_stands_for_an_excluded_name_is_refused()
    {
        AssertRefused(Excluded(Dns("secret.example.com")), leaf => leaf.SetNames((2, "*.example.com")));
        AssertRefused(Excluded(Dns("secret.example.com")), leaf => leaf.SetNames((2, "*.EXAMPLE.com")));
        AssertAccepted(Excluded(Dns("a.secret.example.com")), leaf => leaf.SetNames((2, "*.example.com")));
        AssertAccepted(Excluded(Dns("secret.example.com")), leaf => leaf.SetNames((2, "*.example.org")));
    }

    [Fact]
    public void The_constraints_of_every_issuer_count_the_anchor_s_too()
    {
        using var root = Root("held").Constrain(excluded: [Dns("devices.example.com")]);
        using var upper = root.Authority("upper");
        using var lower = upper.Authority("lower");
        _policy.ClientCa = root.Pem;
        using var bad = lower.Peer("a.devices.example.com").SetNames((2, "b.example"));
        using var good = lower.Peer("a.example").SetNames((2, "b.example"));

        Assert.Equal("excluded subtree violation", Handshake(bad, lower, upper)?.Detail);
        Assert.Null(Handshake(good, lower, upper));
    }

    [Fact]
    public void Without_constraints_a_common_name_is_whatever_it_likes() =>
        AssertAccepted(_root.Authority(), leaf => Add(leaf, CommonName, "a.devices.example.com"));

    [Fact]
    public void A_server_is_held_to_them_too()
    {
        using var ca = _root.Authority().Constrain(permitted: [Dns("localhost"), Dns("b.example")]);
        using var good = ca.Peer("x.b.example").SetNames((2, "localhost"));
        using var bad = ca.Peer("a.devices.example.com").SetNames((2, "localhost"));

        Assert.Null(UpstreamHandshake.Try(_policy, good.Issue(ca), _root.Pem));
        Assert.Equal("permitted subtree violation", UpstreamHandshake.Try(_policy, bad.Issue(ca), _root.Pem));
    }

    private HandmadeCertificate Permitted(params (int, byte[])[] names) => _root.Authority().Constrain(permitted: names);

    private HandmadeCertificate Excluded(params (int, byte[])[] names) => _root.Authority().Constrain(excluded: names);

    private static HandmadeCertificate Add(HandmadeCertificate leaf, string type, string text) =>
        leaf.With(l => l.Subject.Add((type, UniversalTagNumber.UTF8String, Encoding.UTF8.GetBytes(text))));

    private void AssertRefused(HandmadeCertificate ca, Func<HandmadeCertificate, HandmadeCertificate> change)
    {
        using var leaf = change(ca.Peer());
        var failure = Handshake(leaf, ca);
        Assert.NotNull(failure);
        Assert.Equal(TlsFailureKind.CertificateRejected, failure.Kind);
        Assert.Contains(failure.Detail, (string[])[
            "permitted subtree violation", "excluded subtree violation", "unsupported name constraint syntax", "unsupported or invalid name syntax",
            "a wildcard name stands for names that a name constraint excludes"]);
    }

    private void AssertAccepted(HandmadeCertificate ca, Func<HandmadeCertificate, HandmadeCertificate> change)
    {
        using var leaf = change(ca.Peer());
        Assert.Null(Handshake(leaf, ca));
    }

    /// <summary>Why the server refuses the client; null when it does not.</summary>
    private TlsFailure? Handshake(HandmadeCertificate leaf, params HandmadeCertificate[] intermediates)
    {
        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(leaf.Issue(intermediates), TlsProtocols.Tls13);
        using var pair = new ChannelPair(server, client);
        pair.TryHandshake();
        return pair.Server.Failure;
    }
}
