using System.Collections.Immutable;
using ActorTls.Configuration;
using ActorTls.Tls;
using ActorTls.Tls.Policies;
using CsCheck;

namespace ActorTls.Actors.Tests.Tls;

public sealed class CipherSuitesTests
{
    private static readonly SettingOrigin Here = new("test.conf", 1, 1, "actor-tls.policies.main.cipher-suites");

    [Fact]
    public void Every_suite_is_found_by_each_of_its_names_in_any_case() =>
        Gen.Select(Gen.Int[0, CipherSuites.All.Length - 1].Select(index => CipherSuites.All[index]), Gen.Int[0, 3], Gen.Bool).Sample((suite, spelling, lower) =>
        {
            var name = spelling switch
            {
                0 => suite.Name,
                1 => suite.OpenSslName,
                2 => "SSL_" + suite.Name[4..],
                _ => $" {suite.Name} ",
            };
            return CipherSuites.Find(lower ? name.ToLowerInvariant() : name) == suite;
        });

    [Fact]
    public void No_suite_is_both_offered_and_refused()
    {
        foreach (var suite in CipherSuites.All) Assert.Equal(suite, CipherSuites.Find(suite.Name));
        Assert.All(CipherSuites.Intermediate, suite => Assert.True(suite.IsAead));
        Assert.All(CipherSuites.Modern, suite => Assert.Equal(TlsProtocols.Tls13, suite.Protocol));
        Assert.Equal(9, CipherSuites.Intermediate.Length);
    }

    [Theory]
    [InlineData("SSL_RSA_WITH_RC4_128_MD5", "RC4", "MUST NOT")]
    [InlineData("SSL_RSA_WITH_3DES_EDE_CBC_SHA", "3DES", "SHOULD NOT")]
    [InlineData("TLS_RSA_WITH_NULL_SHA256", "NULL", "MUST NOT")]
    [InlineData("NULL-SHA", "NULL", "MUST NOT")]
    [InlineData("SSL_RSA_EXPORT_WITH_RC4_40_MD5", "export", "MUST NOT")]
    [InlineData("EXP-RC4-MD5", "export", "MUST NOT")]
    [InlineData("SSL_RSA_WITH_DES_CBC_SHA", "DES has 56 bits", "MUST NOT")]
    [InlineData("TLS_ECDHE_RSA_WITH_RC4_128_SHA", "RC4", "RFC 7465")]
    [InlineData("ECDHE-RSA-DES-CBC3-SHA", "3DES", "SHOULD NOT")]
    [InlineData("DES-CBC3-SHA", "3DES", "SHOULD NOT")]
    [InlineData("TLS_RSA_WITH_AES_128_GCM_SHA256", "static RSA", "SHOULD NOT")]
    [InlineData("AES256-SHA", "static RSA", "SHOULD NOT")]
    [InlineData("AES128-GCM-SHA256", "static RSA", "SHOULD NOT")]
    [InlineData("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_DHE_*", "SHOULD NOT")]
    [InlineData("DHE-RSA-AES256-GCM-SHA384", "TLS_DHE_*", "SHOULD NOT")]
    [InlineData("TLS_DH_RSA_WITH_AES_128_CBC_SHA", "TLS_DH_*", "SHOULD NOT")]
    [InlineData("TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDH_*", "SHOULD NOT")]
    [InlineData("TLS_DH_anon_WITH_AES_128_CBC_SHA", "anonymous", "")]
    [InlineData("ADH-AES128-SHA", "anonymous", "")]
    [InlineData("TLS_PSK_WITH_AES_128_GCM_SHA256", "PSK", "")]
    [InlineData("TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256", "not offered", "")]
    [InlineData("TLS_AES_128_CCM_8_SHA256", "64 bits", "")]
    public void A_refused_suite_says_why(string name, string reason, string requirement)
    {
        var error = Assert.Single(Resolve([name], TlsProtocols.Tls12).Errors).ToString();
        Assert.Contains("is refused", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Contains(requirement, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_refused_suites_are_refused_one_by_one() =>
        Assert.Equal(2, Resolve(["SSL_RSA_WITH_RC4_128_MD5", "SSL_RSA_WITH_3DES_EDE_CBC_SHA"], TlsProtocols.Tls12).Errors.Count);

    [Fact]
    public void An_unknown_suite_names_the_nearest_one()
    {
        var error = Assert.Single(Resolve(["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA265"], TlsProtocols.Tls12).Errors).ToString();
        Assert.Contains("did you mean TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256?", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_CBC_suite_with_forward_secrecy_is_allowed_with_a_warning()
    {
        var report = Resolve(["TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"], TlsProtocols.Tls12);
        Assert.Empty(report.Errors);
        Assert.Contains("RFC 9325", Assert.Single(report.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ECDHE-RSA-AES128-GCM-SHA256", TlsProtocols.Tls12 | TlsProtocols.Tls13, "names no suite for TLSv1.3")]
    [InlineData("TLS_AES_128_GCM_SHA256", TlsProtocols.Tls12 | TlsProtocols.Tls13, "names no suite for TLSv1.2")]
    public void A_version_without_a_suite_is_an_error(string suite, TlsProtocols protocols, string problem) =>
        Assert.Contains(problem, Assert.Single(Resolve([suite], protocols).Errors).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_suite_without_its_version_is_an_error() =>
        Assert.Contains("is a suite of TLSv1.3, which protocols does not allow",
            Assert.Single(Resolve(["TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"], TlsProtocols.Tls12).Errors).ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void The_preset_modern_is_TLS_1_3_alone()
    {
        var report = new ConfigurationReport();
        var selection = CipherSuiteSelection.Resolve(new("modern", [], Here), new(TlsProtocols.Tls12 | TlsProtocols.Tls13, default), report);
        Assert.Equal(TlsProtocols.Tls13, selection?.Protocols);
        var warning = Assert.Single(report.Warnings);
        Assert.Contains("TLSv1.2, which protocols allows, is not served", warning.ToString(), StringComparison.Ordinal);
        Assert.Equal("modern", warning.Value);
        Assert.Equal(Here, warning.Origin);
        Assert.Null(CipherSuiteSelection.Resolve(new("modern", [], Here), new(TlsProtocols.Tls12, Here), report));
        Assert.Single(report.Errors);
    }

    [Fact]
    public void An_unknown_preset_is_an_error()
    {
        var report = new ConfigurationReport();
        Assert.Null(CipherSuiteSelection.Resolve(new("old", [], Here), new(TlsProtocols.Tls12, Here), report));
        Assert.Contains("modern, intermediate", Assert.Single(report.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void OpenSSL_serves_every_suite_there_is()
    {
        using var ecdsa = new TlsTestPolicy { Preset = null, ClientAuthentication = ClientAuthentication.None };
        ecdsa.AddCertificate(ecdsa.Authority.IssueServer(rsa: true));
        foreach (var suite in CipherSuites.All)
        {
            ecdsa.Protocols = suite.Protocol;
            ecdsa.CipherSuites = [suite.Name];
            using var server = ecdsa.CreateContext();
            using var client = ecdsa.CreateClient(suites: [suite]);
            using var pair = new ChannelPair(server, client).Handshake();
            Assert.Equal(suite.Name, pair.Server.Describe().CipherSuite);
        }
    }

    [Fact]
    public void Any_text_is_answered() => Gen.String.Sample(name =>
        Resolve([name], TlsProtocols.Tls12).Errors.Count <= 1);

    private static ConfigurationReport Resolve(string[] names, TlsProtocols protocols)
    {
        var report = new ConfigurationReport();
        ImmutableArray<Located<string>> located = [.. names.Select(name => new Located<string>(name, Here))];
        CipherSuiteSelection.Resolve(new CipherSuiteSettings(null, located, Here), new(protocols, Here), report);
        return report;
    }
}
