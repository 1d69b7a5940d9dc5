using System.Security.Cryptography.X509Certificates;
using ActorTls.Server.Certificates;

namespace ActorTls.Server.Tests.Certificates;

public sealed class DevelopmentCertificateSetTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DevelopmentCertificateSet _set = DevelopmentCertificateSet.Create(Now);

    [Fact]
    public void A_new_set_is_usable() => Assert.True(_set.IsUsable(Now));

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void The_server_is_valid_for_the_local_machine(string name)
    {
        using var server = X509Certificate2.CreateFromPem(_set.ServerCertificate);
        Assert.True(server.MatchesHostname(name, allowWildcards: false, allowCommonName: false));
    }

    [Fact]
    public void The_client_may_only_be_a_client()
    {
        using var client = X509Certificate2.CreateFromPem(_set.ClientCertificate);
        var usage = Assert.Single(client.Extensions.OfType<X509EnhancedKeyUsageExtension>());
        Assert.Equal("1.3.6.1.5.5.7.3.2", Assert.Single(usage.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>()).Value);
        Assert.Equal("CN=dev-client", client.Subject);
    }

    [Fact]
    public void The_authority_can_sign_certificates_and_nothing_below_them()
    {
        using var authority = X509Certificate2.CreateFromPem(_set.Authority);
        var constraints = Assert.Single(authority.Extensions.OfType<X509BasicConstraintsExtension>());
        Assert.True(constraints.Critical && constraints.CertificateAuthority);
        Assert.Equal(0, constraints.PathLengthConstraint);
    }

    [Fact]
    public void A_set_is_of_no_use_within_a_day_of_its_end()
    {
        Assert.True(_set.IsUsable(Now.AddDays(88)));
        Assert.False(_set.IsUsable(Now.AddDays(89)));
        Assert.False(_set.IsUsable(Now.AddDays(200)));
    }

    [Fact]
    public void A_set_is_of_no_use_before_it_begins() => Assert.False(_set.IsUsable(Now.AddDays(-1)));

    [Fact]
    public void Parts_of_two_sets_are_no_set()
    {
        var other = DevelopmentCertificateSet.Create(Now);
        Assert.False((_set with { Authority = other.Authority }).IsUsable(Now));
        Assert.False((_set with { ServerKey = other.ServerKey }).IsUsable(Now));
        Assert.False((_set with { ClientKey = other.ClientKey }).IsUsable(Now));
        Assert.False((_set with { ServerCertificate = other.ServerCertificate, ServerKey = other.ServerKey }).IsUsable(Now));
        Assert.False((_set with { ClientCertificate = other.ClientCertificate, ClientKey = other.ClientKey }).IsUsable(Now));
    }

    [Fact]
    public void Roles_cannot_be_swapped()
    {
        var swapped = _set with
        {
            ServerCertificate = _set.ClientCertificate,
            ServerKey = _set.ClientKey,
            ClientCertificate = _set.ServerCertificate,
            ClientKey = _set.ServerKey,
        };
        Assert.False(swapped.IsUsable(Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")]
    public void Damaged_files_are_no_set(string damaged)
    {
        Assert.False((_set with { Authority = damaged }).IsUsable(Now));
        Assert.False((_set with { ServerCertificate = damaged }).IsUsable(Now));
        Assert.False((_set with { ClientKey = damaged }).IsUsable(Now));
    }
}
