using System.Collections.Immutable;
using System.Net;
using System.Text;
using ActorTls.Authentication;
using ActorTls.Configuration;

namespace ActorTls.Actors.Tests.Authentication;

public sealed class AuthorizationRulesTests
{
    private const int Email = 1, Dns = 2, Uri = 6;

    [Theory]
    [InlineData("alice", "alice", true)]
    [InlineData("alice", "Alice", false)]
    [InlineData("alice", "alice ", false)]
    [InlineData("alice", "alice.evil", false)]
    [InlineData("Alice Smith, Ops", "Alice Smith, Ops", true)]
    [InlineData("*.svc", "a.svc", true)]
    [InlineData("*.svc", "a.b.svc", false)]
    [InlineData("*.svc", ".svc", false)]
    [InlineData("*.svc", "svc", false)]
    [InlineData("*.svc", "*.svc", false)]
    [InlineData("*.svc", "a b.svc", false)]
    [InlineData("*.svc", "a.SVC", false)]
    [InlineData("*.svc", "ü.svc", false)]
    public void Common_names_and_units_are_compared_as_text_and_with_a_star_by_label(string rule, string name, bool expected)
    {
        var asCommonName = RawCertificate.WithCommonName(name);
        var asUnit = RawCertificate.WithSubject(
            RawCertificate.OrganizationalUnit, System.Formats.Asn1.UniversalTagNumber.UTF8String, Encoding.UTF8.GetBytes(name));

        Assert.Equal(expected, Admits(Rule(commonName: rule), asCommonName));
        Assert.Equal(expected, Admits(Rule(organizationalUnit: rule), asUnit));
        Assert.False(Admits(Rule(organizationalUnit: rule), asCommonName));
        Assert.False(Admits(Rule(commonName: rule), asUnit));
    }

    [Theory]
    [InlineData("a.svc.example", "a.svc.example", true)]
    [InlineData("a.svc.example", "A.SVC.Example", true)]
    [InlineData("*.svc.example", "a.svc.example", true)]
    [InlineData("*.svc.example", "A.Svc.EXAMPLE", true)]
    [InlineData("*.svc.example", "a.b.svc.example", false)]
    [InlineData("*.svc.example", "svc.example", false)]
    [InlineData("*.svc.example", ".svc.example", false)]
    [InlineData("*.svc.example", "*.svc.example", false)]
    [InlineData("*.svc.example", "a.svc.example.", false)]
    [InlineData("*.svc.example", "a.svc.example.evil", false)]
    [InlineData("*.svc.example", "a\0.svc.example", false)]
    [InlineData("*.svc.example", "a/b.svc.example", false)]
    [InlineData("*.svc.example", "xsvc.example", false)]
    [InlineData("a.*.example", "a.b.example", true)]
    [InlineData("a.*.example", "a..example", false)]
    [InlineData("*.*.example", "a.b.example", true)]
    [InlineData("*.*.example", "a.example", false)]
    [InlineData("localhost", "localhost", true)]
    public void Dns_names_are_compared_by_label_without_regard_to_case(string rule, string name, bool expected) =>
        Assert.Equal(expected, Admits(Rule(dns: rule), RawCertificate.WithNames((Dns, name))));

    [Fact]
    public void A_label_has_63_characters_and_a_name_253()
    {
        Assert.True(Admits(Rule(dns: "*.example"), RawCertificate.WithNames((Dns, new string('a', 63) + ".example"))));
        Assert.False(Admits(Rule(dns: "*.example"), RawCertificate.WithNames((Dns, new string('a', 64) + ".example"))));
    }

    [Fact]
    public void The_common_name_never_stands_in_for_a_dns_name()
    {
        Assert.False(Admits(Rule(dns: "a.svc.example"), RawCertificate.WithCommonName("a.svc.example")));
        Assert.False(Admits(Rule(email: "a@b.c"), RawCertificate.WithCommonName("a@b.c")));
        Assert.False(Admits(Rule(dns: "a.svc.example"), RawCertificate.WithNames((Uri, "a.svc.example"))));
    }

    [Theory]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/prod/sa/web", true)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/prod/sa/web/1/2", true)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "SPIFFE://EXAMPLE.org/ns/prod/sa/web", true)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/NS/prod/sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/prod/sa", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/prod/sa/", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/prod/sa/web/", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns//sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/a/b/sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/../sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/./sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/a/sa/x/../web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/a/sa/x/..", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/a%2Fb/sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/%2e%2e/sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/a/sa/web?x", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/a/sa/web#x", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/*/sa/**", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org/ns/a\\b/sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org.evil/ns/a/sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://evil/example.org/ns/a/sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://x@example.org/ns/a/sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org:1/ns/a/sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "https://example.org/ns/a/sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "xspiffe://example.org/ns/a/sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe:///ns/a/sa/web", false)]
    [InlineData("spiffe://example.org/ns/*/sa/**", "spiffe://example.org", false)]
    [InlineData("spiffe://example.org/**", "spiffe://example.org/a", true)]
    [InlineData("spiffe://example.org/**", "spiffe://example.org", false)]
    [InlineData("spiffe://example.org/**", "spiffe://example.org/", false)]
    [InlineData("spiffe://example.org/*", "spiffe://example.org/a", true)]
    [InlineData("spiffe://example.org/*", "spiffe://example.org/a/b", false)]
    [InlineData("spiffe://example.org", "spiffe://example.org", true)]
    [InlineData("spiffe://example.org", "spiffe://example.org/a", false)]
    [InlineData("spiffe://example.org/a", "spiffe://example.org/a", true)]
    [InlineData("spiffe://example.org/a", "spiffe://example.org/A", false)]
    [InlineData("https://h:8443/a", "https://h:8443/a", true)]
    [InlineData("urn:uuid:f81d4fae", "urn:uuid:f81d4fae", true)]
    [InlineData("urn:uuid:f81d4fae", "urn:uuid:F81D4FAE", false)]
    [InlineData("urn:uuid:f81d4fae", "urn:uuid:f81d4fae/", false)]
    public void Uris_are_compared_segment_by_segment_and_never_normalised(string rule, string uri, bool expected) =>
        Assert.Equal(expected, Admits(Rule(uri: rule), RawCertificate.WithNames((Uri, uri))));

    [Theory]
    [InlineData("alice@example.org", "alice@example.org", true)]
    [InlineData("alice@example.org", "alice@EXAMPLE.Org", true)]
    [InlineData("alice@example.org", "Alice@example.org", false)]
    [InlineData("alice@example.org", "alice@example.org.evil", false)]
    [InlineData("alice@example.org", "alice@evil@example.org", false)]
    [InlineData("alice@example.org", "xalice@example.org", false)]
    [InlineData("alice@example.org", "alice@example.org\0", false)]
    public void Email_addresses_are_compared_with_regard_to_case_before_the_at(string rule, string address, bool expected) =>
        Assert.Equal(expected, Admits(Rule(email: rule), RawCertificate.WithNames((Email, address))));

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", false)]
    [InlineData("10.1.2.3", "::ffff:10.1.2.3", false)]
    [InlineData("0.0.0.0/0", "::ffff:10.1.2.3", false)]
    [InlineData("::/0", "::ffff:10.1.2.3", false)]
    [InlineData("10.0.0.0/8", "::10.1.2.3", false)]
    [InlineData("0.0.0.0/0", "1.2.3.4", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "1.2.3.4", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    [InlineData("::1", "::1", true)]
    public void Addresses_are_in_the_range_or_not(string rule, string address, bool expected) =>
        Assert.Equal(expected, Admits(Rule(ip: rule), RawCertificate.WithNames((7, IPAddress.Parse(address).GetAddressBytes()))));

    [Fact]
    public void A_key_is_known_by_its_hash()
    {
        var der = RawCertificate.WithCommonName("whoever");
        var hash = PeerIdentity.FromCertificate(der).SpkiSha256.ToArray();

        foreach (var form in (string[])[
            Convert.ToBase64String(hash), "sha256//" + Convert.ToBase64String(hash), Convert.ToHexString(hash), Convert.ToHexStringLower(hash),
            BitConverter.ToString(hash).Replace('-', ':')])
        {
            Assert.True(Admits(Rule(spki: form), der), form);
            Assert.Equal(
                new PeerName(PeerNameKind.SpkiSha256, "sha256//" + Convert.ToBase64String(hash)),
                Decide(Compile(ClientAuthentication.Require, Rule(spki: form))!, der).Name);
        }
        Assert.False(Admits(Rule(spki: Convert.ToHexString(new byte[32])), der));
        Assert.False(Admits(Rule(spki: Convert.ToBase64String(new byte[32])), der));
    }

    [Fact]
    public void All_fields_of_a_rule_must_match_and_any_rule_admits()
    {
        var rules = Compile(ClientAuthentication.Require,
            Rule(commonName: "alice", dns: "a.example"), Rule(dns: "*.svc.example", uri: "s://h/**"))!;

        Assert.Equal(
            new AuthorizationDecision(true, "rule 2 (dns=*.svc.example, uri=s://h/**)") { Name = new PeerName(PeerNameKind.Uri, "s://h/p") },
            Decide(rules, RawCertificate.WithNames((Dns, "other"), (Dns, "x.svc.example"), (Uri, "s://h/p"))));
        Assert.Equal(
            new AuthorizationDecision(false, "no rule matches"), Decide(rules, RawCertificate.WithNames((Dns, "x.svc.example"))));
        Assert.False(Decide(rules, RawCertificate.WithCommonName("alice")).Admitted);
        Assert.False(Decide(rules, RawCertificate.WithNames((Dns, "a.example"))).Admitted);
    }

    [Fact]
    public void A_certificate_with_unusable_names_is_told_of()
    {
        var decision = Decide(Compile(ClientAuthentication.Require, Rule(commonName: "alice"))!, RawCertificate.WithCommonName("alice\0"));

        Assert.False(decision.Admitted);
        Assert.Contains("control characters", decision.Detail);
    }

    [Theory]
    [InlineData(ClientAuthentication.Require, false)]
    [InlineData(ClientAuthentication.Request, true)]
    [InlineData(ClientAuthentication.None, true)]
    public void Whether_a_certificate_is_required_alone_decides_about_anonymous_peers(ClientAuthentication mode, bool admitted)
    {
        Assert.Equal(admitted, Compile(mode, Rule(commonName: "alice"))!.Decide(PeerIdentity.Anonymous).Admitted);
        Assert.Equal(admitted, CompileAny(mode).Decide(PeerIdentity.Anonymous).Admitted);
        Assert.Equal(admitted, Compile(mode)!.Decide(PeerIdentity.Anonymous).Admitted);
        Assert.False(Decide(Compile(mode, Rule(commonName: "alice"))!, RawCertificate.WithCommonName("anonymous")).Admitted);
    }

    [Fact]
    public void Any_admits_every_certificate()
    {
        Assert.Equal(
            new AuthorizationDecision(true, "allow = any"), Decide(CompileAny(ClientAuthentication.Require), RawCertificate.Build()));
    }

    [Fact]
    public void No_rules_admit_nobody() =>
        Assert.False(Decide(Compile(ClientAuthentication.Require)!, RawCertificate.WithCommonName("alice")).Admitted);

    [Fact]
    public async Task A_decision_is_there_at_once_and_allocates_nothing()
    {
        var rules = Compile(ClientAuthentication.Require,
            Rule(commonName: "x"), Rule(organizationalUnit: "*.x"), Rule(uri: "s://h/*/**"), Rule(ip: "10.0.0.0/8"), Rule(email: "a@b"), Rule(dns: "*.svc.example"))!;
        var identity = PeerIdentity.FromCertificate(RawCertificate.WithNames(
            (Dns, "x.svc.example"), (Uri, "s://h/p"), (Email, "c@d")));
        for (var i = 0; i < 100; i++) Assert.True((await rules.AuthorizeAsync(identity, default)).Admitted);

        Assert.Equal(0, Allocated());

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                var decision = rules.AuthorizeAsync(identity, default);
                if (!decision.IsCompletedSuccessfully) return -1;
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    internal static AuthorizationRuleSettings Rule(
        string? commonName = null, string? organizationalUnit = null, string? dns = null, string? uri = null,
        string? email = null, string? ip = null, string? spki = null) => new(
        At("common-name", commonName), At("organizational-unit", organizationalUnit), At("dns", dns), At("uri", uri),
        At("email", email), At("ip", ip), At("spki-sha256", spki), Origin("allow.0"));

    internal static AuthorizationRules? Compile(ClientAuthentication mode, params AuthorizationRuleSettings[] rules) =>
        AuthorizationRules.Compile(
            new AuthorizationSettings(false, [.. rules], Origin("allow")), mode, new ConfigurationReport());

    internal static bool Admits(AuthorizationRuleSettings rule, byte[] der) =>
        Decide(Compile(ClientAuthentication.Require, rule)!, der).Admitted;

    private static AuthorizationRules CompileAny(ClientAuthentication mode) => AuthorizationRules.Compile(
        new AuthorizationSettings(true, ImmutableArray<AuthorizationRuleSettings>.Empty, Origin("allow")), mode, new ConfigurationReport())!;

    private static AuthorizationDecision Decide(AuthorizationRules rules, byte[] der) =>
        rules.Decide(PeerIdentity.FromCertificate(der));

    private static Located<string>? At(string path, string? value) =>
        value is null ? null : new Located<string>(value, Origin($"allow.0.{path}"));

    private static SettingOrigin Origin(string path) => new("test.conf", 7, 3, path);
}
