using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Who gets in where there are revocation lists, and which lists are refused when they are loaded.</summary>
public sealed class RevocationTests : RevocationTestBed
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Root_and_intermediates_may_all_be_anchors_with_a_list_of_each(int intermediates)
    {
        var (good, bad) = (Hierarchy(intermediates), Hierarchy(intermediates));
        Trust([.. good.Authorities, .. bad.Authorities]);
        Policy.RevocationLists.AddRange(good.Authorities.Select(authority => new CrlBuilder(authority).WithKeyIdentifier().Build()));
        Policy.RevocationLists.AddRange(bad.Authorities.Select(authority => new CrlBuilder(authority).WithKeyIdentifier().Revoke(bad.Client).Build()));
        AssertAdmitted(good);
        AssertRevoked(bad);
    }

    [Fact]
    public void A_list_about_users_covers_users_of_the_root_and_its_anchor_needs_none()
    {
        var hierarchy = Hierarchy();
        Trust(hierarchy.Root);
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root).OnlyUserCertificates().Build());
        AssertAdmitted(hierarchy);
        Policy.RevocationLists[0] = new CrlBuilder(hierarchy.Root).OnlyUserCertificates().Revoke(hierarchy.Client).Build();
        AssertRevoked(hierarchy);
    }

    [Fact]
    public void A_list_about_users_does_not_cover_an_intermediate()
    {
        var hierarchy = Hierarchy(1);
        Trust(hierarchy.Root);
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root).OnlyUserCertificates().Build());
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Authorities[1]).Build());
        AssertRefused(hierarchy, "different CRL scope");
    }

    [Fact]
    public void Lists_about_users_and_about_CAs_cover_a_chain_together()
    {
        var hierarchy = Hierarchy(1);
        Trust(hierarchy.Root);
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root).OnlyAuthorities().Build());
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Authorities[1]).OnlyUserCertificates().Build());
        AssertAdmitted(hierarchy);
    }

    [Fact]
    public void A_list_of_a_distribution_point_covers_whoever_names_it()
    {
        var (inside, outside) = (Hierarchy(distributionPoint: "http://lists.example/1"), Hierarchy(distributionPoint: "http://lists.example/2"));
        Trust(inside.Root, outside.Root);
        Policy.RevocationLists.Add(new CrlBuilder(inside.Root).ForDistributionPoint("http://lists.example/1").Build());
        Policy.RevocationLists.Add(new CrlBuilder(outside.Root).ForDistributionPoint("http://lists.example/1").Build());
        AssertAdmitted(inside);
        AssertRefused(outside, "different CRL scope");
    }

    [Fact]
    public void A_root_that_lists_itself_stays_an_anchor()
    {
        var hierarchy = Hierarchy();
        Trust(hierarchy.Root);
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root).Revoke(hierarchy.Root).Build());
        AssertAdmitted(hierarchy);
    }

    [Fact]
    public void A_pinned_certificate_needs_no_list()
    {
        var (authority, pinned, issued) = (Hierarchy(), Hierarchy(), Hierarchy());
        Trust(authority.Root, pinned.Client, issued.Client);
        Policy.RevocationLists.Add(new CrlBuilder(authority.Root).Build());
        AssertAdmitted(authority);
        AssertAdmitted(pinned);
    }

    [Fact]
    public void An_anchor_that_another_anchor_revokes_is_left_out_with_a_warning()
    {
        var hierarchy = Hierarchy(1);
        Trust([.. hierarchy.Authorities]);
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root).Revoke(hierarchy.Authorities[1]).Build());
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Authorities[1]).Build());
        AssertRefused(hierarchy, "certificate revoked");
        var report = new ConfigurationReport();
        Assert.NotNull(Policy.TryLoad(report));
        Assert.Contains(report.Warnings, warning => warning.ToString().Contains(
            "holds \"CN=Intermediate 1 of Root\", which the CRL of \"CN=Root\" revokes", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pinned_certificate_that_its_CA_has_revoked_is_left_out()
    {
        var (hierarchy, other) = (Hierarchy(1), Hierarchy(rootName: "Other"));
        Trust(other.Root, hierarchy.Client);
        Policy.RevocationLists.Add(new CrlBuilder(other.Root).Build());
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Authorities[1]).Revoke(hierarchy.Client).Build());
        Assert.NotEqual("admitted", Outcome(hierarchy));
        AssertAdmitted(other);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_CA_with_an_RSA_key_has_lists_like_any_other(bool isRevoked)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=RSA CA", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(9));
        using var clientKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = new CertificateRequest("CN=client", clientKey, HashAlgorithmName.SHA256).Create(
            authority.SubjectName, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1),
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [0x40, 1, 2, 3]);
        var list = new CertificateRevocationListBuilder();
        if (isRevoked) list.AddEntry(client);
        Trust(authority);
        Policy.RevocationLists.Add(list.Build(
            authority, 1, DateTimeOffset.UtcNow.AddDays(1), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, DateTimeOffset.UtcNow.AddDays(-1)));
        var shown = new IssuedCertificate(client.ExportCertificatePem() + "\n", clientKey.ExportPkcs8PrivateKeyPem() + "\n");
        Assert.Equal(isRevoked ? "certificate revoked" : "admitted", Outcome(shown));
    }

    [Fact]
    public void A_serial_number_counts_for_the_CA_of_the_list_alone()
    {
        var (good, bad) = (Hierarchy(), Hierarchy(rootName: "Other"));
        Trust(good.Root, bad.Root);
        Policy.RevocationLists.Add(new CrlBuilder(good.Root).Revoke(bad.Client).Build());
        Policy.RevocationLists.Add(new CrlBuilder(bad.Root).Revoke(good.Client).Build());
        AssertAdmitted(good);
        AssertAdmitted(bad);
    }

    public static TheoryData<string, string> UnusableLists => new()
    {
        { "delta", "is a delta CRL, and only complete ones are used" },
        { "indirect", "is an indirect CRL" },
        { "reasons", "is limited to some reasons of revocation" },
        { "attributes", "is about attribute certificates only" },
        { "critical", "cannot be used by OpenSSL: unhandled critical CRL extension" },
        { "scope", "has a malformed scope" },
        { "no end", "is past its next update, or has none" },
    };

    [Theory, MemberData(nameof(UnusableLists))]
    public void A_list_that_cannot_be_used_is_an_error_beside_one_that_can(string kind, string problem)
    {
        var hierarchy = Hierarchy();
        Trust(hierarchy.Root);
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root).Build());
        Policy.RevocationLists.Add(Unusable(kind, hierarchy.Root));
        var error = Policy.LoadError();
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Contains("list1.crl", error, StringComparison.Ordinal);
        Assert.Contains("\"CN=Root\"", error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(UnusableLists))]
    public void So_it_is_where_it_is_of_an_intermediate_that_clients_send(string kind, string problem)
    {
        var hierarchy = Hierarchy(1);
        Trust(hierarchy.Root);
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root).Build());
        Policy.RevocationLists.Add(Unusable(kind, hierarchy.Authorities[1]));
        Assert.Contains(problem, Policy.LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_with_another_key_is_an_error_beside_a_good_one()
    {
        var hierarchy = Hierarchy();
        Trust(hierarchy.Root);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root).Build());
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root) { OtherKey = other }.Build());
        Assert.Contains("is not signed with the key of that CA in client-ca", Policy.LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_a_CA_that_may_sign_none_is_an_error()
    {
        var hierarchy = Hierarchy(authorityUsage: X509KeyUsageFlags.KeyCertSign);
        Trust(hierarchy.Root);
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root).Build());
        Assert.Contains("key usage does not include CRL signing", Policy.LoadError(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_newest_of_several_lists_counts_and_a_stale_one_does_not_matter()
    {
        var hierarchy = Hierarchy();
        Trust(hierarchy.Root);
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root) { NextUpdate = DateTimeOffset.UtcNow.AddHours(-1) }.Build());
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root) { ThisUpdate = DateTimeOffset.UtcNow.AddHours(-3) }.Build());
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Root) { ThisUpdate = DateTimeOffset.UtcNow.AddHours(-2) }.Revoke(hierarchy.Client).Build());
        AssertRevoked(hierarchy);
    }

    private static byte[] Unusable(string kind, X509Certificate2 issuer)
    {
        var builder = new CrlBuilder(issuer).WithKeyIdentifier();
        return (kind switch
        {
            "delta" => builder.AsDelta(),
            "indirect" => builder.Indirect(),
            "reasons" => builder.OnlyKeyCompromise(),
            "attributes" => builder.OnlyAttributes(),
            "critical" => builder.WithUnknownCritical(),
            "scope" => builder.WithMalformedScope(),
            _ => new CrlBuilder(issuer) { NextUpdate = null },
        }).Build();
    }
}
