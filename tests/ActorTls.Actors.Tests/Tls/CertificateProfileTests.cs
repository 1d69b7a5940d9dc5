using ActorTls.Configuration;
using ActorTls.Tls;
using static ActorTls.Actors.Tests.Tls.HandmadeCertificate;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>
/// Which chains <c>certificate-profile</c> lets in, as clients and as upstreams. The cases follow those by which libraries for
/// certificates are compared; that each is refused or let in is what RFC 5280 says. The list of what only strict refuses is
/// that of <c>docs/security.md</c>.
/// </summary>
public sealed partial class CertificateProfileTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new();
    private readonly List<HandmadeCertificate> _made = [];

    public static TheoryData<string> Valid => [.. ValidCases.Keys];

    public static TheoryData<string> Invalid => [.. InvalidCases.Keys];

    public static TheoryData<string> Common => [.. CommonCases.Keys];

    /// <summary>Those in which the peer can have the name of an upstream.</summary>
    public static TheoryData<string> CommonOfUpstreams =>
        [.. CommonCases.Keys.Where(name => !name.Contains("name", StringComparison.Ordinal) && !name.Contains("address", StringComparison.Ordinal) && !name.Contains("URI", StringComparison.Ordinal))];

    public void Dispose()
    {
        foreach (var certificate in _made) certificate.Dispose();
        _policy.Dispose();
    }

    [Theory, MemberData(nameof(Valid))]
    public void What_is_valid_gets_in_with_either_profile(string name)
    {
        Assert.Null(Try(ValidCases[name](this), CertificateProfile.Compatible).Problem);
        Assert.Null(Try(ValidCases[name](this), CertificateProfile.Strict).Problem);
    }

    [Theory, MemberData(nameof(Invalid))]
    public void What_is_not_is_refused_with_either_profile(string name)
    {
        Assert.NotNull(Try(InvalidCases[name](this), CertificateProfile.Compatible).Problem);
        Assert.NotNull(Try(InvalidCases[name](this), CertificateProfile.Strict).Problem);
    }

    [Theory, MemberData(nameof(Common))]
    public void What_is_common_is_refused_by_strict_alone(string name)
    {
        Assert.NotNull(Try(CommonCases[name](this), CertificateProfile.Strict).Problem);
        var (problem, warned) = Try(CommonCases[name](this), CertificateProfile.Compatible);
        Assert.Null(problem);
        Assert.True(warned, "neither the log nor a warning tells it");
    }

    [Theory, MemberData(nameof(CommonOfUpstreams))]
    public void It_is_the_same_for_upstreams(string name)
    {
        var chain = CommonCases[name](this);
        Assert.Null(TryUpstream(chain, CertificateProfile.Compatible));
        Assert.NotNull(TryUpstream(chain, CertificateProfile.Strict));
    }

    [Theory]
    [InlineData("a peer that may sign certificates")]
    [InlineData("a CA as peer")]
    [InlineData("a root without basic constraints")]
    public void What_is_dangerous_is_refused_of_upstreams_too(string name)
    {
        var chain = InvalidCases[name](this);
        Assert.NotNull(TryUpstream(chain, CertificateProfile.Compatible));
        Assert.NotNull(TryUpstream(chain, CertificateProfile.Strict));
    }

    [Fact]
    public void The_documentation_lists_what_strict_alone_refuses()
    {
        var section = Configuration.RepositoryFiles.Text("docs/security.md").Split("## The certificate profile")[1].Split("\n## ")[0];
        var listed = section.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..]);
        Assert.Equal(CommonCases.Keys.Order(), listed.Order());
    }

    [Fact]
    public void An_anchor_that_strict_refuses_is_a_warning_or_an_error()
    {
        var root = Made(Root().Remove(SubjectKeyId));
        _policy.ClientCa = root.Pem;
        Assert.EndsWith("which certificate-profile = strict would refuse: Missing Subject Key Identifier", Assert.Single(Load(CertificateProfile.Compatible).Warnings).ToString(), StringComparison.Ordinal);
        Assert.Contains("which certificate-profile = strict refuses: Missing Subject Key Identifier", Assert.Single(Load(CertificateProfile.Strict).Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_an_anchor_that_strict_accepts_one_that_it_refuses_is_a_warning_and_lets_nobody_in()
    {
        var bad = Made(Root("bad").Remove(SubjectKeyId));
        var good = Made(Root("good"));
        _policy.ClientCa = good.Pem + bad.Pem;
        Assert.Contains("which certificate-profile = strict refuses: Missing Subject Key Identifier", Assert.Single(Load(CertificateProfile.Strict).Warnings).ToString(), StringComparison.Ordinal);
        foreach (var (issuer, isIn) in new[] { (good, true), (bad, false) })
        {
            using var server = _policy.CreateContext();
            using var client = _policy.CreateClient(Made(issuer.Peer()).Issue());
            using var pair = new ChannelPair(server, client);
            Assert.Equal(isIn, pair.TryHandshake().Server == TlsStatus.Done);
        }
    }

    [Fact]
    public void An_anchor_without_basic_constraints_is_told_to_be_no_CA()
    {
        _policy.ClientCa = Made(Root().Remove(BasicConstraints)).Pem;
        Assert.Contains("which has no basic constraints that make it a CA", Assert.Single(Load(CertificateProfile.Compatible).Warnings).ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(Load(CertificateProfile.Strict).Errors);
    }

    [Fact]
    public void A_returning_client_s_violation_is_known_though_its_chain_is_not_verified_again()
    {
        var root = Made(Root());
        var leaf = Made(root.Peer().Remove(AuthorityKeyId)).Issue();
        _policy.ClientCa = root.Pem;
        using var server = _policy.CreateContext();
        for (var i = 0; i < 2; i++)
        {
            using var client = _policy.CreateClient(leaf);
            using var pair = new ChannelPair(server, client).Handshake();
            Assert.Equal("Missing Authority Key Identifier", pair.Server.Describe().ProfileViolation);
        }
    }

    /// <summary>Why the policy or the handshake refuses it, and whether anything is said of it otherwise.</summary>
    private (string? Problem, bool Warned) Try(Chain chain, CertificateProfile profile)
    {
        _policy.ClientCa = chain.Anchor.Pem;
        _policy.CertificateProfile = profile;
        var report = new ConfigurationReport();
        if (_policy.TryLoad(report) is not { } policy) return (report.Errors[0].ToString(), true);
        using var server = TlsTestPolicy.Engine.CreateServerContexts(policy, "echo", 1)[0];
        ITlsClientContext client;
        try
        {
            client = _policy.CreateClient(chain.Leaf.Issue(chain.Intermediates), TlsProtocols.Tls13);
        }
        catch (Exception e) when (e is ArgumentException or ActorTls.Tls.OpenSsl.OpenSslException)
        {
            return ("not even a client can use it", true);
        }
        using (client)
        {
            using var pair = new ChannelPair(server, client);
            var (status, _) = pair.TryHandshake();
            if (status != TlsStatus.Done)
            {
                Assert.NotEqual(TlsFailureKind.Internal, pair.Server.Failure!.Kind);
                return (pair.Server.Failure.ToString(), false);
            }
            return (null, report.Warnings.Count > 0 || pair.Server.Describe().ProfileViolation is not null);
        }
    }

    private string? TryUpstream(Chain chain, CertificateProfile profile)
    {
        chain.Leaf.SetNames((2, "localhost"));
        return UpstreamHandshake.Try(_policy, chain.Leaf.Issue(chain.Intermediates), chain.Anchor.Pem, profile);
    }

    private ConfigurationReport Load(CertificateProfile profile)
    {
        var report = new ConfigurationReport();
        _policy.CertificateProfile = profile;
        _policy.TryLoad(report);
        return report;
    }
}
