using ActorTls.Authentication;
using ActorTls.Configuration;
using static ActorTls.Actors.Tests.Authentication.AuthorizationRulesTests;

namespace ActorTls.Actors.Tests.Authentication;

public sealed class RuleErrorTests
{
    [Theory]
    [InlineData("", "is empty")]
    [InlineData("*", "would match names of any owner")]
    [InlineData("*.*", "would match names of any owner")]
    [InlineData("a*", "has a * that is not a whole label")]
    [InlineData("a*.svc", "has a * that is not a whole label")]
    [InlineData("**.svc", "has a * that is not a whole label")]
    [InlineData("*.a b", "is not made of labels of letters, digits, - and _")]
    [InlineData("a\0", "has a control character, which never matches")]
    public void A_bad_common_name_or_unit_says_why(string value, string problem)
    {
        AssertError(Rule(commonName: value), "common-name", value, problem);
        AssertError(Rule(organizationalUnit: value), "organizational-unit", value, problem);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("*", "would match names of any owner")]
    [InlineData("a*.example", "has a * that is not a whole label")]
    [InlineData("**.example", "has a * that is not a whole label")]
    [InlineData("a..example", "is not made of labels of letters, digits, - and _")]
    [InlineData("example.", "is not made of labels of letters, digits, - and _")]
    [InlineData("bücher.example", "is not made of labels of letters, digits, - and _")]
    [InlineData("a.example ", "is not made of labels of letters, digits, - and _")]
    public void A_bad_dns_name_says_why(string value, string problem) => AssertError(Rule(dns: value), "dns", value, problem);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("example.org/a", "is not a URI with a scheme")]
    [InlineData("urn:", "is not a URI with a scheme")]
    [InlineData("1x:a", "is not a URI with a scheme")]
    [InlineData("urn:a:*", "has a *, which only a URI of the form scheme://host/path may")]
    [InlineData("urn:a%20b", "has a part that never matches: an empty one, . or .., %, ? or # in it")]
    [InlineData("s://*.example/a", "has a scheme or host that cannot be; a * is for segments of the path")]
    [InlineData("*://h/a", "has a scheme or host that cannot be; a * is for segments of the path")]
    [InlineData("s:///a", "has a scheme or host that cannot be; a * is for segments of the path")]
    [InlineData("s://u@h/a", "has a scheme or host that cannot be; a * is for segments of the path")]
    [InlineData("s://h/**/a", "has a ** that is not the last segment")]
    [InlineData("s://h/a*", "has a * that is not a whole segment")]
    [InlineData("s://h/a**", "has a * that is not a whole segment")]
    [InlineData("s://h/***", "has a * that is not a whole segment")]
    [InlineData("s://h/", "has a segment that never matches: an empty one, . or .., %, ? or # in it")]
    [InlineData("s://h/a/", "has a segment that never matches: an empty one, . or .., %, ? or # in it")]
    [InlineData("s://h//a", "has a segment that never matches: an empty one, . or .., %, ? or # in it")]
    [InlineData("s://h/../a", "has a segment that never matches: an empty one, . or .., %, ? or # in it")]
    [InlineData("s://h/a%2f", "has a segment that never matches: an empty one, . or .., %, ? or # in it")]
    [InlineData("s://h/a?b", "has a segment that never matches: an empty one, . or .., %, ? or # in it")]
    public void A_bad_uri_says_why(string value, string problem) => AssertError(Rule(uri: value), "uri", value, problem);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("alice", "is not an e-mail address")]
    [InlineData("@b", "is not an e-mail address")]
    [InlineData("a@", "is not an e-mail address")]
    [InlineData("a@b@c", "is not an e-mail address")]
    [InlineData("a b@c", "is not an e-mail address")]
    [InlineData("a@b..c", "is not an e-mail address")]
    [InlineData("*@b.c", "has a *, which an e-mail address may not")]
    public void A_bad_email_address_says_why(string value, string problem) =>
        AssertError(Rule(email: value), "email", value, problem);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("10.0.0.1/8", "has bits set behind its prefix")]
    [InlineData("2001:db8::1/64", "has bits set behind its prefix")]
    [InlineData("::ffff:0:0/90", "has bits set behind its prefix")]
    [InlineData("::ffff:10.1.2.3", "is an IPv4 address in IPv6 form, which in a certificate is not that IPv4 address")]
    [InlineData("::ffff:a00:0/104", "is an IPv4 address in IPv6 form, which in a certificate is not that IPv4 address")]
    [InlineData("0:0:0:0:0:FFFF:10.0.0.0/96", "is an IPv4 address in IPv6 form, which in a certificate is not that IPv4 address")]
    [InlineData("10.0.0.0/33", "is not an IP address or a range of them")]
    [InlineData("::/129", "is not an IP address or a range of them")]
    [InlineData("10.0.0.0/-1", "is not an IP address or a range of them")]
    [InlineData("10.0.0.0/08", "is not an IP address or a range of them")]
    [InlineData("10.0.0.0/", "is not an IP address or a range of them")]
    [InlineData("10.0.0.0/8/8", "is not an IP address or a range of them")]
    [InlineData("10.1", "is not an IP address or a range of them")]
    [InlineData("010.0.0.1", "is not an IP address or a range of them")]
    [InlineData("0x0a.0.0.1", "is not an IP address or a range of them")]
    [InlineData("fe80::1%eth0", "is not an IP address or a range of them")]
    [InlineData("[::1]", "is not an IP address or a range of them")]
    [InlineData("localhost", "is not an IP address or a range of them")]
    [InlineData("*", "is not an IP address or a range of them")]
    public void A_bad_address_says_why(string value, string problem) => AssertError(Rule(ip: value), "ip", value, problem);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("abc", "is not a SHA-256 hash")]
    [InlineData("AAAA", "is not a SHA-256 hash")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "is not a SHA-256 hash")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "is not a SHA-256 hash")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=", "is not a SHA-256 hash")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA=", "is not a SHA-256 hash")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8", "is not a SHA-256 hash")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g", "is not a SHA-256 hash")]
    [InlineData("e3:b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "is not a SHA-256 hash")]
    [InlineData("sha256//e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "is not a SHA-256 hash")]
    [InlineData("SHA256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "is not a SHA-256 hash")]
    [InlineData("sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "is not a SHA-256 hash")]
    public void A_bad_hash_says_why(string value, string problem) => AssertError(Rule(spki: value), "spki-sha256", value, problem);

    [Fact]
    public void A_rule_without_fields_is_an_error()
    {
        var report = new ConfigurationReport();

        Assert.Null(Compile(report, Rule()));
        Assert.Equal("test.conf:7:3: allow.0: has no field; accepted: a rule with at least one field, or allow = any", Assert.Single(report.Errors).ToString());
    }

    [Fact]
    public void Every_error_of_every_rule_is_told()
    {
        var report = new ConfigurationReport();

        Assert.Null(Compile(report, Rule(dns: "*", ip: "x"), Rule(commonName: "good"), Rule(email: "y")));
        Assert.Equal(3, report.Errors.Count);
    }

    private static void AssertError(AuthorizationRuleSettings rule, string path, string value, string problem)
    {
        var report = new ConfigurationReport();

        Assert.Null(Compile(report, rule));

        var error = Assert.Single(report.Errors);
        Assert.Equal(problem, error.Problem);
        Assert.Equal($"allow.0.{path}", error.Origin.Path);
        Assert.Equal(value.Length == 0 ? "\"\"" : value, error.Value);
        Assert.NotNull(error.Accepted);
    }

    private static AuthorizationRules? Compile(ConfigurationReport report, params AuthorizationRuleSettings[] rules) =>
        AuthorizationRules.Compile(
            new AuthorizationSettings(false, [.. rules], default), ClientAuthentication.Require, report);
}
