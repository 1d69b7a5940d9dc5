using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Who gets in where CAs have one name and different keys, and which revocation lists count then.</summary>
public sealed class NamesakeTests : RevocationTestBed
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Two_CAs_of_one_name_each_have_their_clients(bool keyIdentifiers, bool lists)
    {
        var (first, second, third) = (Hierarchy(0, keyIdentifiers), Hierarchy(1, keyIdentifiers), Hierarchy(0, keyIdentifiers));
        Trust(first.Root, second.Root, third.Root);
        if (lists)
        {
            Policy.RevocationLists.Add(new CrlBuilder(first.Root).Build());
            Policy.RevocationLists.Add(new CrlBuilder(second.Root) { ThisUpdate = DateTimeOffset.UtcNow.AddHours(-1) }.Revoke(third.Client).Build());
            Policy.RevocationLists.Add(new CrlBuilder(second.Authorities[1]).Build());
            Policy.RevocationLists.Add(new CrlBuilder(third.Root).Revoke(third.Client, first.Client).Build());
        }
        AssertAdmitted(first);
        AssertAdmitted(second);
        if (lists) AssertRevoked(third);
        else AssertAdmitted(third);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public void A_pinned_certificate_is_its_own_anchor_beside_a_namesake_of_its_CA(int intermediates, bool lists)
    {
        var (pinned, stranger, namesake) = (Hierarchy(intermediates, false), Hierarchy(intermediates, false), Hierarchy(0, false));
        Trust(pinned.Client, namesake.Root);
        if (lists) Policy.RevocationLists.Add(new CrlBuilder(namesake.Root).Build());
        AssertAdmitted(pinned);
        AssertAdmitted(namesake);
        Assert.NotEqual("admitted", Outcome(stranger));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_intermediate_that_a_client_sends_may_have_the_name_of_an_anchor(bool isRevoked)
    {
        var (hierarchy, namesake) = (Hierarchy(1, false), Hierarchy(1, false));
        Trust(hierarchy.Root, namesake.Authorities[1]);
        AssertAdmitted(hierarchy);
        AssertAdmitted(namesake);
        AssertRefused(Hierarchy(1, false, "Stranger"), "unable to get local issuer certificate");
        Assert.NotEqual("admitted", Outcome(Hierarchy(1, false)));
        if (!isRevoked) return;

        Trust(hierarchy.Root, hierarchy.Authorities[1], namesake.Authorities[1]);
        Policy.RevocationLists.AddRange(new CrlBuilder(hierarchy.Root).Revoke(hierarchy.Authorities[1]).Build(),
            new CrlBuilder(hierarchy.Authorities[1]).Build(), new CrlBuilder(namesake.Authorities[1]).Build());
        AssertRevoked(hierarchy);
        AssertAdmitted(namesake);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void An_anchor_is_good_beside_a_namesake_of_its_issuer(bool keyIdentifiers, bool isPinned)
    {
        var (hierarchy, other) = (Hierarchy(1, keyIdentifiers), Hierarchy(0, keyIdentifiers));
        var anchor = isPinned ? hierarchy.Client : hierarchy.Authorities[1];
        // The anchor of the name that the issuer has: the root's, or the intermediate's.
        var namesake = isPinned ? Hierarchy(1, keyIdentifiers).Authorities[1] : other.Root;
        Trust(anchor, namesake);
        AssertAdmitted(hierarchy);
        Trust(namesake, anchor);
        AssertAdmitted(hierarchy);
        Trust(namesake);
        Assert.NotEqual("admitted", Outcome(hierarchy));
    }

    [Fact]
    public void Namesakes_admit_nobody_else()
    {
        var (first, second, stranger) = (Hierarchy(0, false), Hierarchy(0, false), Hierarchy(0, false));
        Trust(first.Root, second.Root);
        AssertRefused(stranger, "certificate signature failure");
    }

    [Theory]
    [InlineData("Root")]
    [InlineData("Other")]
    public void A_newer_list_of_an_intermediate_by_an_unknown_key_counts_only_for_whom_it_revokes(string nameOfOtherRoot)
    {
        var (hierarchy, other) = (Hierarchy(1, false), Hierarchy(0, false, nameOfOtherRoot));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Trust(hierarchy.Root, other.Root);
        Policy.RevocationLists.AddRange(
            new CrlBuilder(hierarchy.Root).Build(), new CrlBuilder(other.Root).Build(), new CrlBuilder(hierarchy.Authorities[1]).Build(), Newer([]));
        AssertAdmitted(hierarchy);
        Policy.RevocationLists[^1] = Newer([other.Client]);
        AssertAdmitted(hierarchy);
        Policy.RevocationLists[^1] = Newer([hierarchy.Client]);
        AssertRefused(hierarchy, "CRL signature failure");
        Policy.RevocationLists.RemoveAt(2);
        Policy.RevocationLists[^1] = Newer([]);
        AssertRefused(hierarchy, "CRL signature failure");

        byte[] Newer(X509Certificate2[] revoked) => new CrlBuilder(hierarchy.Authorities[1])
        {
            ThisUpdate = DateTimeOffset.UtcNow.AddHours(-1), OtherKey = key,
        }.Revoke(revoked).Build();
    }

    [Theory]
    [InlineData("Root", true)]
    [InlineData("Root", false)]
    [InlineData("Other", false)]
    public void Two_intermediates_of_one_name_each_have_their_lists(string nameOfOtherRoot, bool keyIdentifiers)
    {
        var first = Hierarchy(1, keyIdentifiers);
        using var other = new TestIntermediate(first.Root, 7);
        using var namesake = new TestIntermediate(first.Root, 7);
        var second = Hierarchy(0, keyIdentifiers, nameOfOtherRoot);
        var (shown, shownOfNamesake) = (Shown(other), Shown(namesake));
        Trust(first.Root, second.Root);
        Policy.RevocationLists.AddRange(new CrlBuilder(first.Root).Build(), new CrlBuilder(second.Root).Build(),
            new CrlBuilder(other.Certificate).Build(),
            new CrlBuilder(namesake.Certificate) { ThisUpdate = DateTimeOffset.UtcNow.AddHours(-1) }.Build());
        Assert.Equal("admitted", Outcome(shown));
        Assert.Equal("admitted", Outcome(shownOfNamesake));

        static IssuedCertificate Shown(TestIntermediate authority)
        {
            var issued = authority.IssueClient();
            return issued with { CertificatePem = issued.CertificatePem + authority.CertificatePem };
        }
    }

    [Fact]
    public void The_list_of_an_anchor_that_is_left_out_does_not_count_for_its_namesake()
    {
        var (hierarchy, revoked) = (Hierarchy(1, false), Hierarchy(1, false));
        Trust(hierarchy.Authorities[1], revoked.Authorities[1]);
        Policy.RevocationLists.Add(new CrlBuilder(revoked.Root).Revoke(revoked.Authorities[1]).Build());
        Policy.RevocationLists.Add(new CrlBuilder(hierarchy.Authorities[1]).Build());
        Policy.RevocationLists.Add(new CrlBuilder(revoked.Authorities[1])
        {
            ThisUpdate = DateTimeOffset.UtcNow.AddHours(-1),
        }.Revoke(hierarchy.Client).Build());
        AssertAdmitted(hierarchy);
        Assert.NotEqual("admitted", Outcome(revoked));
    }
}
