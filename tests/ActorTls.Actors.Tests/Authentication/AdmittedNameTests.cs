using System.Formats.Asn1;
using System.Net;
using System.Text;
using ActorTls.Authentication;
using ActorTls.Configuration;
using static ActorTls.Actors.Tests.Authentication.AuthorizationRulesTests;

namespace ActorTls.Actors.Tests.Authentication;

/// <summary>Who a peer is, is the name that admitted it.</summary>
public sealed class AdmittedNameTests
{
    private static readonly byte[] Several = RawCertificate.Build(
        subject: writer =>
        {
            foreach (var name in (string[])["bob", "alice"])
                RawCertificate.WriteAttribute(writer, RawCertificate.CommonName, UniversalTagNumber.UTF8String, Encoding.UTF8.GetBytes(name));
            RawCertificate.WriteAttribute(writer, RawCertificate.OrganizationalUnit, UniversalTagNumber.UTF8String, "ops"u8.ToArray());
        },
        extensions: writer => RawCertificate.WriteAlternativeNames(writer,
            (2, "x.example"u8.ToArray()), (2, "a.svc.example"u8.ToArray()), (6, "s://h/bob"u8.ToArray()), (6, "s://h/alice"u8.ToArray()),
            (1, "bob@b.c"u8.ToArray()), (1, "alice@b.c"u8.ToArray()), (7, [192, 0, 2, 1]), (7, [10, 0, 0, 7])));

    [Fact]
    public void It_is_the_one_that_the_rule_matched_and_no_other_of_its_kind()
    {
        Assert.Equal(new PeerName(PeerNameKind.CommonName, "alice"), Admit(Rule(commonName: "alice")).Name);
        Assert.Equal(new PeerName(PeerNameKind.Dns, "a.svc.example"), Admit(Rule(dns: "*.svc.example")).Name);
        Assert.Equal(new PeerName(PeerNameKind.Uri, "s://h/alice"), Admit(Rule(uri: "s://h/alice")).Name);
        Assert.Equal(new PeerName(PeerNameKind.Email, "alice@b.c"), Admit(Rule(email: "alice@B.c")).Name);
        Assert.Equal(new PeerName(PeerNameKind.Ip, IPAddress.Parse("10.0.0.7").ToString()), Admit(Rule(ip: "10.0.0.0/8")).Name);
    }

    [Fact]
    public void Of_several_fields_it_is_that_of_the_first_kind()
    {
        Assert.Equal("s://h/alice", Admit(Rule(commonName: "bob", uri: "s://h/alice")).Name.Value);
        Assert.Equal("alice", Admit(Rule(commonName: "alice", ip: "10.0.0.0/8")).Name.Value);
        Assert.Equal("alice", Admit(Rule(organizationalUnit: "ops", commonName: "alice")).Name.Value);
    }

    [Fact]
    public void It_is_that_of_the_rule_that_admitted_and_not_of_one_that_was_met_in_part() =>
        Assert.Equal("alice", Admit(Rule(commonName: "bob", dns: "nobody.example"), Rule(commonName: "alice")).Name.Value);

    [Fact]
    public void A_unit_is_nobody_s_name() => Assert.Equal("s://h/bob", Admit(Rule(organizationalUnit: "ops")).Name.Value);

    [Fact]
    public void Log_and_upstreams_have_it()
    {
        var alice = Admit(Rule(commonName: "alice"));
        Assert.Equal("alice", alice.DisplayName);
        Assert.Equal("alice", alice.LogName);
        Assert.Equal("alice", alice.NameForUpstreams);
        Assert.Equal("s://h/alice", Admit(Rule(uri: "s://h/alice")).NameForUpstreams);
    }

    [Fact]
    public void A_key_is_no_name_for_upstreams_where_there_are_several()
    {
        var hash = Convert.ToHexString(PeerIdentity.FromCertificate(Several).SpkiSha256.Span);
        Assert.Null(Admit(Rule(spki: hash)).NameForUpstreams);
        Assert.Null(PeerIdentity.Anonymous.NameForUpstreams);
    }

    private static PeerIdentity Admit(params AuthorizationRuleSettings[] rules)
    {
        var identity = PeerIdentity.FromCertificate(Several);
        var decision = Compile(ClientAuthentication.Require, rules)!.Decide(identity);
        Assert.True(decision.Admitted);
        return identity.AdmittedAs(decision.Name);
    }
}
