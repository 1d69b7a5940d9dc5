using System.Formats.Asn1;
using static ActorTls.Actors.Tests.Tls.HandmadeCertificate;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>The chains: valid, never to be let in, and common.</summary>
public sealed partial class CertificateProfileTests
{
    private sealed record Chain(HandmadeCertificate Anchor, HandmadeCertificate Leaf, params HandmadeCertificate[] Intermediates);

    private static readonly Dictionary<string, Func<CertificateProfileTests, Chain>> ValidCases = new()
    {
        ["a peer of a root"] = test => test.Direct(leaf => leaf),
        ["a peer of an intermediate"] = test => test.Through(ca => ca),
        ["a peer without key usage"] = test => test.Direct(leaf => leaf.Remove(KeyUsage)),
        ["a peer without basic constraints"] = test => test.Direct(leaf => leaf.Remove(BasicConstraints)),
        ["a peer without extended key usage"] = test => test.Direct(leaf => leaf.Remove(ExtendedKeyUsage)),
        ["a peer without subject key identifier"] = test => test.Direct(leaf => leaf.Remove(SubjectKeyId)),
        ["a root with authority key identifier"] = test => test.Direct(leaf => leaf, root => root.Add(AuthorityKeyId, false, writer =>
        {
            using var identifier = writer.PushSequence();
            writer.WriteEncodedValue(Retag(root.Extensions.First(extension => extension.Type == SubjectKeyId).Value));
        })),
        ["an authority information access"] = test => test.Direct(leaf => leaf.Add("1.3.6.1.5.5.7.1.1", false, writer =>
        {
            using var list = writer.PushSequence();
            using var description = writer.PushSequence();
            writer.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1");
            writer.WriteOctetString("http://a.example"u8, new Asn1Tag(TagClass.ContextSpecific, 6));
        })),
        ["path length 0 below it a peer"] = test => test.Through(ca => ca.SetBasicConstraints(true, 0)),
        ["path length 1 below it a peer"] = test => test.Through(ca => ca.SetBasicConstraints(true, 1)),
        ["a path length that grows towards the peer"] = test => test.Two(upper => upper.SetBasicConstraints(true, 1), lower => lower.SetBasicConstraints(true, 5)),
        ["an unknown extension"] = test => test.Direct(leaf => leaf.Add("1.2.3.4", false, writer => writer.WriteNull())),
        ["an intermediate that is an anchor"] = test =>
        {
            var ca = test.Made(test.Made(Root()).Authority());
            return new Chain(ca, test.Made(ca.Peer()));
        },
        ["a pinned certificate"] = test =>
        {
            var pinned = test.Made(SelfSigned());
            return new Chain(pinned, pinned);
        },
        ["an unrelated intermediate sent along"] = test =>
        {
            var root = test.Made(Root());
            return new Chain(root, test.Made(root.Peer()), test.Made(test.Made(Root("other")).Authority()));
        },
        ["empty subject, critical names"] = test => test.Direct(leaf =>
            leaf.With(l => l.Subject.Clear()).SetNames(true, Dns("a.example"))),
        ["a DNS name that is permitted"] = test => test.Through(ca => ca.Constrain(permitted: [Dns("example.com")]), leaf => leaf.SetNames((2, "a.example.com"))),
        ["a DNS name beside one that is excluded"] = test => test.Through(ca => ca.Constrain(excluded: [Dns("b.example.com")]), leaf => leaf.SetNames((2, "a.example.com"))),
        ["an IPv4 address that is permitted"] = test => test.Through(ca => ca.Constrain(permitted: [Network(192, 0, 2, 0, 255, 255, 255, 0)]), leaf => leaf.SetNames(false, (7, [192, 0, 2, 1]))),
        ["a permitted name of another kind"] = test => test.Through(ca => ca.Constrain(permitted: [Network(192, 0, 2, 0, 255, 255, 255, 0)]), leaf => leaf.SetNames((2, "a.example"))),
        ["an e-mail address that is permitted"] = test => test.Through(ca => ca.Constrain(permitted: [Email("alice@example.com")]), leaf => leaf.SetNames((1, "alice@example.com"))),
        ["an e-mail address of a permitted domain"] = test => test.Through(ca => ca.Constrain(permitted: [Email("example.com")]), leaf => leaf.SetNames((1, "bob@example.com"))),
        ["an e-mail address with an asterisk"] = test => test.Through(ca => ca.Constrain(permitted: [Email("*@example.com")]), leaf => leaf.SetNames((1, "*@example.com"))),
        ["a URI of a permitted host"] = test => test.Through(ca => ca.Constrain(permitted: [Uri("td.example")]), leaf => leaf.SetNames((6, "spiffe://td.example/x"))),
        ["a serial number of 20 bytes"] = test => test.Direct(leaf => leaf.With(l => l.SerialNumber = [0x7F, .. new byte[19]])),
    };

    private static readonly Dictionary<string, Func<CertificateProfileTests, Chain>> InvalidCases = new()
    {
        ["another root of the same name"] = test => new Chain(test.Made(Root()), test.Made(test.Made(Root()).Peer())),
        ["a missing intermediate"] = test => test.Through(ca => ca) with { Intermediates = [] },
        ["an expired peer"] = test => test.Direct(leaf => leaf.With(Expire)),
        ["a peer of tomorrow"] = test => test.Direct(leaf => leaf.With(l => l.NotBefore = DateTimeOffset.UtcNow.AddDays(1))),
        ["an expired intermediate"] = test => test.Through(ca => ca.With(Expire)),
        ["an expired root"] = test => test.Direct(leaf => leaf, root => root.With(Expire)),
        ["an intermediate that is no CA"] = test => test.Through(ca => ca.SetBasicConstraints(false)),
        ["an intermediate without basic constraints"] = test => test.Through(ca => ca.Remove(BasicConstraints)),
        ["a root without basic constraints"] = test => test.Direct(leaf => leaf, root => root.Remove(BasicConstraints)),
        ["a root of version 1"] = test => test.Direct(leaf => leaf.Remove(AuthorityKeyId), root => root.With(r => (r.Version, _) = (1, r.Extensions.RemoveAll(_ => true)))),
        ["a root whose basic constraints say no"] = test => test.Direct(leaf => leaf, root => root.SetBasicConstraints(false)),
        ["an intermediate that may not sign certificates"] = test => test.Through(ca => ca.SetKeyUsage(0)),
        ["a peer that may sign certificates"] = test => test.Direct(leaf => leaf.SetKeyUsage(0, 5)),
        ["a peer that may sign certificates, without basic constraints"] = test => test.Direct(leaf => leaf.SetKeyUsage(0, 5).Remove(BasicConstraints)),
        ["a CA as peer"] = test => test.Direct(leaf => leaf.SetBasicConstraints(true).SetKeyUsage(0, 5)),
        ["a CA without key usage as peer"] = test => test.Direct(leaf => leaf.SetBasicConstraints(true).Remove(KeyUsage)),
        ["a root as peer"] = test =>
        {
            var root = test.Made(Root().SetKeyUsage(0, 5));
            return new Chain(root, root);
        },
        ["an intermediate that is an anchor as peer"] = test =>
        {
            var ca = test.Made(test.Made(Root()).Authority().SetKeyUsage(0, 5));
            return new Chain(ca, ca);
        },
        ["a peer that a peer has signed"] = test =>
        {
            var root = test.Made(Root());
            var peer = test.Made(root.Peer("bob"));
            return new Chain(root, test.Made(peer.Peer()), peer);
        },
        ["a peer that a pinned certificate has signed"] = test =>
        {
            var pinned = test.Made(SelfSigned());
            return new Chain(pinned, test.Made(pinned.Peer()));
        },
        ["path length 0 below it a CA"] = test => test.Two(upper => upper.SetBasicConstraints(true, 0), lower => lower),
        ["a critical extension that is unknown, of a peer"] = test => test.Direct(leaf => leaf.Add("1.2.3.4", true, writer => writer.WriteNull())),
        ["a critical extension that is unknown, of an intermediate"] = test => test.Through(ca => ca.Add("1.2.3.4", true, writer => writer.WriteNull())),
        ["a critical extension that is unknown, of a root"] = test => test.Direct(leaf => leaf, root => root.Add("1.2.3.4", true, writer => writer.WriteNull())),
        ["a key identifier that is critical"] = test => test.Direct(leaf => leaf.With(l => Criticize(l, SubjectKeyId))),
        ["an extension twice"] = test => test.Direct(leaf => leaf.Add(KeyUsage, true, writer => writer.WriteBitString([0x80], 7))),
        ["two signature algorithms"] = test => test.Direct(leaf => leaf.With(l => l.NamesAnotherAlgorithm = true)),
        ["another purpose"] = test => test.Direct(leaf => leaf.Set(ExtendedKeyUsage, false, writer =>
        {
            using var list = writer.PushSequence();
            writer.WriteObjectIdentifier("1.3.6.1.5.5.7.3.4");
        })),
        ["an empty extended key usage"] = test => test.Direct(leaf => leaf.Set(ExtendedKeyUsage, false, writer => writer.PushSequence().Dispose())),
        ["a DNS name that is not permitted"] = test => test.Through(ca => ca.Constrain(permitted: [Dns("example.com")]), leaf => leaf.SetNames((2, "example.org"))),
        ["a DNS name that is excluded"] = test => test.Through(ca => ca.Constrain(excluded: [Dns("example.com")]), leaf => leaf.SetNames((2, "a.example.com"))),
        ["a second DNS name that is excluded"] = test => test.Through(ca => ca.Constrain(excluded: [Dns("example.com")]), leaf => leaf.SetNames((2, "example.org"), (2, "example.com"))),
        ["a DNS name that is permitted and excluded"] = test => test.Through(ca => ca.Constrain([Dns("example.com")], [Dns("a.example.com")]), leaf => leaf.SetNames((2, "a.example.com"))),
        ["a DNS name that the lower CA permits and the upper does not"] = test => test.Two(
            upper => upper.Constrain(permitted: [Dns("example.com")]), lower => lower.Constrain(permitted: [Dns("example.org")]), leaf => leaf.SetNames((2, "example.org"))),
        ["a wildcard for a name that is excluded"] = test => test.Through(ca => ca.Constrain(excluded: [Dns("a.example.com")]), leaf => leaf.SetNames((2, "*.example.com"))),
        ["an IPv4 address that is excluded"] = test => test.Through(ca => ca.Constrain(excluded: [Network(192, 0, 2, 0, 255, 255, 255, 0)]), leaf => leaf.SetNames(false, (7, [192, 0, 2, 1]))),
        ["an IPv6 address that is not permitted"] = test => test.Through(ca => ca.Constrain(permitted: [Network([0x20, 1, .. new byte[14], 0xFF, 0xFF, .. new byte[14]])]), leaf => leaf.SetNames(false, (7, new byte[16]))),
        ["an IP address of five bytes under a constraint"] = test => test.Through(ca => ca.Constrain(permitted: [Network(0, 0, 0, 0, 0, 0, 0, 0)]), leaf => leaf.SetNames(false, (7, new byte[5]))),
        ["an IP constraint of five bytes"] = test => test.Through(ca => ca.Constrain(permitted: [Network(1, 2, 3, 4, 5)]), leaf => leaf.SetNames(false, (7, [1, 2, 3, 4]))),
        ["an e-mail address of another user than permitted"] = test => test.Through(ca => ca.Constrain(permitted: [Email("*@example.com")]), leaf => leaf.SetNames((1, "bob@example.com"))),
        ["an e-mail address of a subdomain"] = test => test.Through(ca => ca.Constrain(permitted: [Email("example.com")]), leaf => leaf.SetNames((1, "bob@a.example.com"))),
        ["a URI of another host"] = test => test.Through(ca => ca.Constrain(permitted: [Uri("td.example")]), leaf => leaf.SetNames((6, "spiffe://other.example/x"))),
        ["a common name that is not permitted"] = test => test.Through(ca => ca.Constrain(permitted: [Dns("example.com")]), leaf => leaf.SetNames((2, "example.com")), "a.example.org"),
        ["an intermediate whose own name is not permitted"] = test => test.Two(
            upper => upper.Constrain(permitted: [Dns("example.com")]), lower => lower.SetNames((2, "example.org")), leaf => leaf.SetNames((2, "example.com"))),
        ["malformed alternative names"] = test => test.Direct(leaf => leaf.Set(AlternativeNames, false, writer => writer.WriteOctetString([1]))),
    };

    private static readonly Dictionary<string, Func<CertificateProfileTests, Chain>> CommonCases = new()
    {
        ["a peer without authority key identifier"] = test => test.Direct(leaf => leaf.Remove(AuthorityKeyId)),
        ["an intermediate without authority key identifier"] = test => test.Through(ca => ca.Remove(AuthorityKeyId)),
        ["an anchor that another CA has signed, without authority key identifier"] = test =>
        {
            var ca = test.Made(test.Made(Root()).Authority().Remove(AuthorityKeyId));
            return new Chain(ca, test.Made(ca.Peer()));
        },
        ["a CA without subject key identifier"] = test => test.Through(ca => ca.Remove(SubjectKeyId)),
        ["a CA whose basic constraints are not critical"] = test => test.Direct(leaf => leaf, root => root.SetBasicConstraints(true, isCritical: false)),
        ["a pinned certificate that is a CA's as well"] = test =>
        {
            var pinned = test.Made(SelfSigned().SetBasicConstraints(true).Remove(KeyUsage));
            return new Chain(pinned, pinned);
        },
        ["a pinned certificate that may sign certificates and is no CA's"] = test =>
        {
            var pinned = test.Made(SelfSigned().SetKeyUsage(0, 5));
            return new Chain(pinned, pinned);
        },
        ["a CA without key usage"] = test => test.Direct(leaf => leaf, root => root.Remove(KeyUsage)),
        ["a CA with an empty subject"] = test => test.Direct(leaf => leaf, root => root.With(r => r.Subject.Clear()), isNamed: false),
        ["a path length in a certificate that is no CA"] = test => test.Direct(leaf => leaf.SetBasicConstraints(false, 0)),
        ["an empty subject with names that are not critical"] = test => test.Direct(leaf => leaf.With(l => l.Subject.Clear()).SetNames((2, "a.example"))),
        ["extensions in a certificate of version 1"] = test => test.Direct(leaf => leaf.With(l => l.Version = 1)),
        ["name constraints that are not critical"] = test => test.Through(ca => ca.Constrain(permitted: [Dns("example.com")], isCritical: false), leaf => leaf.SetNames((2, "example.com"))),
        ["name constraints in a certificate that is no CA"] = test => test.Direct(leaf => leaf.Constrain(permitted: [Dns("example.com")])),
        ["name constraints without a subtree"] = test => test.Through(ca => ca.Constrain()),
        ["a DNS name constraint that begins with a dot"] = test => test.Through(ca => ca.Constrain(permitted: [Dns(".example.com")]), leaf => leaf.SetNames((2, "a.example.com"))),
        ["policy constraints that are not critical"] = test => test.Through(ca => ca.Add("2.5.29.36", false, writer =>
        {
            using var constraints = writer.PushSequence();
            writer.WriteInteger(5, new Asn1Tag(TagClass.ContextSpecific, 0));
        })),
        ["inhibit any-policy that is not critical"] = test => test.Through(ca => ca.Add("2.5.29.54", false, writer => writer.WriteInteger(5))),
        ["a DNS name that is no host name"] = test => test.Direct(leaf => leaf.SetNames((2, "a_b.example"))),
        ["an IP address as a DNS name"] = test => test.Direct(leaf => leaf.SetNames((2, "192.0.2.1"))),
        ["an e-mail address that is none"] = test => test.Direct(leaf => leaf.SetNames((1, "alice"))),
        ["a URI that is not absolute"] = test => test.Direct(leaf => leaf.SetNames((6, "no-scheme"))),
        ["an IP address that has neither 4 nor 16 bytes"] = test => test.Direct(leaf => leaf.SetNames(false, (7, new byte[5]))),
        ["a serial number that is longer than 20 bytes"] = test => test.Direct(leaf => leaf.With(l => l.SerialNumber = [0x7F, .. new byte[20]])),
        ["a serial number that is zero or negative"] = test => test.Direct(leaf => leaf.With(l => l.SerialNumber = [0])),
    };

    private static void Expire(HandmadeCertificate certificate) =>
        (certificate.NotBefore, certificate.NotAfter) = (DateTimeOffset.UtcNow.AddDays(-3), DateTimeOffset.UtcNow.AddDays(-2));

    private static void Criticize(HandmadeCertificate certificate, string type)
    {
        var at = certificate.Extensions.FindIndex(extension => extension.Type == type);
        certificate.Extensions[at] = certificate.Extensions[at] with { IsCritical = true };
    }

    private static byte[] Retag(byte[] octets)
    {
        var copy = octets.ToArray();
        copy[0] = 0x80;
        return copy;
    }

    private HandmadeCertificate Made(HandmadeCertificate certificate)
    {
        _made.Add(certificate);
        return certificate;
    }

    private Chain Direct(
        Func<HandmadeCertificate, HandmadeCertificate> leaf, Func<HandmadeCertificate, HandmadeCertificate>? root = null, bool isNamed = true)
    {
        var anchor = Made((root ?? (ca => ca))(Root(isNamed ? "root" : "")));
        return new Chain(anchor, Made(leaf(anchor.Peer())));
    }

    private Chain Through(
        Func<HandmadeCertificate, HandmadeCertificate> intermediate, Func<HandmadeCertificate, HandmadeCertificate>? leaf = null,
        string name = "alice")
    {
        var anchor = Made(Root());
        var ca = Made(intermediate(anchor.Authority()));
        return new Chain(anchor, Made((leaf ?? (peer => peer))(ca.Peer(name))), ca);
    }

    private Chain Two(
        Func<HandmadeCertificate, HandmadeCertificate> upper, Func<HandmadeCertificate, HandmadeCertificate> lower,
        Func<HandmadeCertificate, HandmadeCertificate>? leaf = null)
    {
        var anchor = Made(Root());
        var first = Made(upper(anchor.Authority("upper")));
        var second = Made(lower(first.Authority("lower")));
        return new Chain(anchor, Made((leaf ?? (peer => peer))(second.Peer())), second, first);
    }
}
