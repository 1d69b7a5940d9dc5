using ActorTls.Configuration;

namespace ActorTls.Actors.Tests.Configuration;

public sealed class PolicyReaderTests
{
    private static PolicySettings Policy(string additions) =>
        Read.Settings($"{Read.Minimal}actor-tls.policies.main {{ {additions} }}").Policies["main"];

    private static string Error(string additions) => Read.Error($"actor-tls.policies.main {{ {additions} }}");

    [Theory]
    [InlineData("cipher-suites = modern", "modern")]
    [InlineData("cipher-suites = \"SSL_RSA_WITH_RC4_128_MD5;SSL_RSA_WITH_3DES_EDE_CBC_SHA;\"", "SSL_RSA_WITH_RC4_128_MD5|SSL_RSA_WITH_3DES_EDE_CBC_SHA")]
    [InlineData("cipher-suites = \"A : B ; C\"", "A|B|C")]
    [InlineData("cipher-suites = [A, B]", "A|B")]
    [InlineData("cipher-suites = A", "A")]
    public void Suites_are_a_preset_a_list_or_a_separated_text(string setting, string expected)
    {
        var suites = Policy(setting).CipherSuites;
        Assert.Equal(expected, suites.Preset ?? string.Join('|', suites.Names.Select(name => name.Value)));
    }

    [Fact]
    public void Every_field_of_a_rule_is_read_with_its_place()
    {
        var rules = Policy("""
            authorization.allow = [
              { common-name = a, organizational-unit = b, dns = c, uri = "d", email = "e@f", ip = "10.0.0.0/8", spki-sha256 = g }
            ]
            """).Authorization;

        var rule = Assert.Single(rules.Rules);
        Assert.False(rules.AllowAny);
        Assert.Equal(
            ["a", "b", "c", "d", "e@f", "10.0.0.0/8", "g"],
            new[] { rule.CommonName, rule.OrganizationalUnit, rule.Dns, rule.Uri, rule.Email, rule.Ip, rule.SpkiSha256 }.Select(f => f?.Value));
        Assert.Equal("actor-tls.policies.main.authorization.allow.0.dns", rule.Dns?.Origin.Path);
    }

    [Fact]
    public void Development_and_any_are_words()
    {
        var policy = Policy("certificates = development, client-ca = development, authorization.allow = any");

        Assert.True(policy.Certificates.Development);
        Assert.True(policy.ClientCa.Development);
        Assert.True(policy.Authorization.AllowAny);
    }

    [Fact]
    public void Certificates_may_have_server_names()
    {
        var policy = Policy("""certificates = [{ cert = a, key = b }, { cert = c, key = d, server-names = ["*.example.com", localhost] }]""");

        Assert.Empty(policy.Certificates.Entries[0].ServerNames);
        Assert.Equal(["*.example.com", "localhost"], policy.Certificates.Entries[1].ServerNames.Select(name => name.Value));
        Assert.Equal("actor-tls.policies.main.certificates.1", policy.Certificates.Entries[1].Origin.Path);
    }

    [Fact]
    public void A_certificate_may_come_with_its_key_in_one_file_and_have_a_password()
    {
        var policy = Policy("certificates = [{ cert = a, key = b, password-file = c }, { pkcs12 = d, password-file = e }, { pkcs12 = f }]");

        Assert.Equal(["c", "e", null], policy.Certificates.Entries.Select(entry => Path.GetFileName(entry.PasswordFile?.Path)));
        Assert.IsType<PemCertificateSettings>(policy.Certificates.Entries[0]);
        var bundle = Assert.IsType<Pkcs12CertificateSettings>(policy.Certificates.Entries[1]);
        Assert.Equal("d", Path.GetFileName(bundle.Bundle.Path));
        Assert.Equal("actor-tls.policies.main.certificates.1.pkcs12", bundle.Bundle.Origin.Path);
    }

    [Theory]
    [InlineData("protocols = [SSLv2]", "RFC 6176 prohibits SSL 2.0")]
    [InlineData("protocols = [SSLv3]", "RFC 7568 prohibits SSL 3.0")]
    [InlineData("protocols = [TLSv1]", "RFC 8996 prohibits TLS 1.0 and 1.1")]
    [InlineData("protocols = [TLSv1.0]", "RFC 8996 prohibits TLS 1.0 and 1.1")]
    [InlineData("protocols = [TLSv1.1]", "RFC 8996 prohibits TLS 1.0 and 1.1")]
    [InlineData("protocols = [TLSv1.4]", "is not a known protocol; accepted: TLSv1.2, TLSv1.3")]
    [InlineData("protocols = []", "is empty; accepted: TLSv1.2, TLSv1.3")]
    [InlineData("protocols = [TLSv1.2, TLSv1.2]", "is named twice")]
    [InlineData("protocols = TLSv1.2", "protocols = TLSv1.2: is not a list")]
    [InlineData("cipher-suites = []", "cipher-suites = []: is empty")]
    [InlineData("cipher-suites = \"A;;B\"", "holds an empty name")]
    [InlineData("cipher-suites = \"\"", "holds an empty name")]
    [InlineData("cipher-suites { a = 1 }", "is not a list")]
    [InlineData("groups = []", "groups = []: is empty")]
    [InlineData("certificates = none", "is not a list of certificates; accepted: [{ cert = \"file\", key = \"file\" }, …] or development")]
    [InlineData("certificates = []", "is empty: a server needs a certificate")]
    [InlineData("certificates = [x]", "certificates.0 = x: is not an object")]
    [InlineData("certificates = [{ cert = a }]", "certificates.0.key: is missing")]
    [InlineData("certificates = [{ pkcs12 = a, key = b }]", "certificates.0.key = b: stands beside pkcs12")]
    [InlineData("certificates = [{ pkcs12 = a, cert = b }]", "certificates.0.cert = b: stands beside pkcs12")]
    [InlineData("certificates = [{ password-file = a }]", "certificates.0: names no certificate; accepted: cert and key, or pkcs12")]
    [InlineData("certificates = [{ key = a, password-file = a }]", "certificates.0.cert: is missing")]
    [InlineData("certificates = [{ pkcs12 = a, password-file = \"\" }]", "certificates.0.password-file = \"\": is empty")]
    [InlineData("certificates = [{ cert = a, key = \"\" }]", "certificates.0.key = \"\": is empty")]
    [InlineData("certificates = [{ cert = a, key = b, server-names = [\"*.*.x\"] }]", "server-names.0 = *.*.x: is not a server name")]
    [InlineData("certificates = [{ cert = a, key = b, server-names = [\"127.0.0.1\"] }]", "is not a server name")]
    [InlineData("certificates = [{ cert = \"a\\u0000b\", key = b }]", "is not a path: it holds a control character")]
    [InlineData("unknown-server-name = ignore", "is not a known word; accepted: default, reject")]
    [InlineData("client-authentication = requires", "is not a known word; did you mean 'require'?; accepted: require, request, none")]
    [InlineData("client-ca = []", "client-ca = []: is empty: client-authentication = require needs to know whose certificates count")]
    [InlineData("client-ca = [], client-authentication = request", "is empty: client-authentication = request needs")]
    [InlineData("client-ca = system", "is not a list of files; accepted: [\"file\", …] or development")]
    [InlineData("client-crl = x", "client-crl = x: is not a list")]
    [InlineData("authorization.allow = []", "is empty: whom to let in has to be said")]
    [InlineData("authorization.allow = [], client-authentication = request", "is empty: whom to let in has to be said")]
    [InlineData("authorization.allow = all", "is not a list of rules; accepted: [{ common-name = \"alice\" }, …] or any")]
    [InlineData("authorization.allow = [{ }]", "allow.0: is a rule without a field")]
    [InlineData("authorization.allow = [{ dns = \"\" }]", "allow.0.dns = \"\": is empty")]
    [InlineData("authorization.allow = [{ dns = [a] }]", "allow.0.dns = [a]: is a list where text is expected")]
    [InlineData("authorization.allow = [{ common_name = a }]", "allow.0.common_name: is not a known key; did you mean 'common-name'?")]
    [InlineData("authorization.allow = [alice]", "allow.0 = alice: is not an object")]
    [InlineData("authorization.deny = []", "authorization.deny: is not a known key")]
    [InlineData("alpn = [\"\"]", "alpn.0 = \"\": is empty")]
    [InlineData("session-tickets.enabled = maybe", "is not a known word")]
    [InlineData("session-tickets.lifetime = 8d", "is out of range; accepted: 1s to 7d")]
    [InlineData("session-tickets = on", "session-tickets = on: is not an object")]
    public void A_wrong_value_is_told_with_what_is_accepted(string setting, string expected)
    {
        var error = Error(setting);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.StartsWith("test.conf:10:", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client-ca = [a], authorization.allow = any", "policies.p.certificates: is missing: a server needs a certificate")]
    [InlineData("certificates = development, authorization.allow = any", "policies.p.client-ca: is missing: client-authentication = require")]
    [InlineData("certificates = development, client-ca = [a]", "policies.p.authorization.allow: is missing: whom to let in has to be said")]
    [InlineData("certificates = development, client-ca = [a], client-authentication = request", "policies.p.authorization.allow: is missing")]
    public void What_has_no_default_must_be_given(string policy, string expected) =>
        Assert.Contains(expected, Read.Error($"actor-tls.policies.p {{ {policy} }}"), StringComparison.Ordinal);

    [Fact]
    public void Without_client_authentication_nobody_need_be_named_and_naming_them_is_a_warning()
    {
        Assert.Empty(Read.Warnings(Read.Minimal, "actor-tls.policies.p { certificates = development, client-authentication = none }"));

        var warnings = Read.Warnings(Read.Minimal, "actor-tls.policies.main { client-authentication = none, client-crl = [x] }");

        Assert.Equal(
            [
                "test.conf:4:17: actor-tls.policies.main.client-ca: has no effect: client-authentication = none asks for no certificate",
                "test.conf:5:27: actor-tls.policies.main.authorization.allow: has no effect: client-authentication = none asks for no certificate",
                "test2.conf:1:70: actor-tls.policies.main.client-crl: has no effect: client-authentication = none asks for no certificate",
            ],
            warnings);
    }

    [Fact]
    public void Defaults_of_the_users_own_hold_for_every_policy()
    {
        var settings = Read.Settings(Read.Minimal + """
            actor-tls.defaults.policy { alpn = [h2], client-ca = [common.crt] }
            actor-tls.policies.other { certificates = development, authorization.allow = any }
            """);

        Assert.Equal("h2", Assert.Single(settings.Policies["main"].Alpn).Value);
        Assert.Equal("/work-dir/ca.crt", Assert.Single(settings.Policies["main"].ClientCa.Files).Path);
        Assert.Equal("/work-dir/common.crt", Assert.Single(settings.Policies["other"].ClientCa.Files).Path);
    }

    [Fact]
    public void A_wrong_default_is_told_once_at_its_own_place() => Assert.StartsWith(
        "test.conf:10:37: actor-tls.defaults.policy.groups.0 = \"\": is empty",
        Read.Error("actor-tls.defaults.policy.groups = [\"\"]\nactor-tls.policies.p { certificates = development, client-authentication = none }"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("actor-tls.defaults.policy.grups = [x]", "did you mean 'groups'?")]
    [InlineData("actor-tls.defaults.listener.tcp.keep-alive = 1s", "did you mean 'keepalive'?")]
    [InlineData("actor-tls.defaults.service.ecko { }", "did you mean 'echo'?; accepted: echo")]
    [InlineData("actor-tls.defaults.service.echo { x = 1 }", "defaults.service.echo.x: is not a known key; accepted: no key")]
    [InlineData("actor-tls.services.echo.x = 1", "services.echo.x: is not a known key; accepted: type")]
    [InlineData("actor-tls.policy.x = 1", "actor-tls.policy: is not a known key; did you mean 'policies'?")]
    public void An_unknown_key_is_told_wherever_it_is(string addition, string expected) =>
        Assert.Contains(expected, Read.Error(addition), StringComparison.Ordinal);
}
