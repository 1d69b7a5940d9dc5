using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorTls.Authentication;
using ActorTls.Testing;
using CsCheck;

namespace ActorTls.Actors.Tests.Authentication;

public sealed class PeerIdentityTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_certificate_says_what_it_says_to_others(bool rsa)
    {
        using var authority = new TestCertificateAuthority();
        var issued = authority.IssueClient("OU=ops, OU=night, O=Acme, CN=alice, CN=alice2", names =>
        {
            names.AddDnsName("a.svc.example");
            names.AddDnsName("b.svc.example");
            names.AddDnsName("c.svc.example");
            names.AddUri(new Uri("spiffe://example.org/ns/x"));
            names.AddEmailAddress("a@b.c");
            names.AddUserPrincipalName("upn@example");
            names.AddIpAddress(IPAddress.Parse("10.1.2.3"));
            names.AddIpAddress(IPAddress.Parse("2001:db8::1"));
        }, rsa);
        using var certificate = issued.ToX509();

        var identity = PeerIdentity.FromCertificate(certificate.RawData);

        Assert.False(identity.IsAnonymous);
        Assert.Equal(["alice", "alice2"], identity.CommonNames.Order());
        Assert.Equal(["night", "ops"], identity.OrganizationalUnits.Order());
        Assert.Equal(["a.svc.example", "b.svc.example", "c.svc.example"], identity.DnsNames.AsEnumerable());
        Assert.Equal(["spiffe://example.org/ns/x"], identity.Uris.AsEnumerable());
        Assert.Equal(["a@b.c"], identity.EmailAddresses.AsEnumerable());
        Assert.Equal([IPAddress.Parse("10.1.2.3"), IPAddress.Parse("2001:db8::1")], identity.IPAddresses.AsEnumerable());
        Assert.Equal(0, identity.UnusableNames);
        Assert.Equal(certificate.SerialNumber, identity.SerialNumber);
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), identity.NotAfter.UtcDateTime);
        Assert.Equal(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()), identity.SpkiSha256.ToArray());
    }

    [Fact]
    public void A_certificate_may_be_without_any_name()
    {
        var identity = PeerIdentity.FromCertificate(RawCertificate.Build());

        Assert.Empty(identity.CommonNames);
        Assert.Empty(identity.DnsNames);
        Assert.Empty(identity.IPAddresses);
        Assert.Equal("sha256//" + Convert.ToBase64String(identity.SpkiSha256.Span), identity.DisplayName);
    }

    [Fact]
    public void A_peer_without_a_certificate_has_no_name()
    {
        Assert.True(PeerIdentity.Anonymous.IsAnonymous);
        Assert.Empty(PeerIdentity.Anonymous.CommonNames);
        Assert.Equal("anonymous", PeerIdentity.Anonymous.DisplayName);
    }

    public static TheoryData<UniversalTagNumber, byte[], string?> Encodings => new()
    {
        { UniversalTagNumber.UTF8String, "Müller"u8.ToArray(), "Müller" },
        { UniversalTagNumber.UTF8String, [0xFF, 0xFE], null },
        { UniversalTagNumber.UTF8String, [0x61, 0xC0, 0x80], null },
        { UniversalTagNumber.UTF8String, [0xED, 0xA0, 0x80], null },
        { UniversalTagNumber.PrintableString, "alice"u8.ToArray(), "alice" },
        { UniversalTagNumber.PrintableString, "a@b_c*"u8.ToArray(), "a@b_c*" },
        { UniversalTagNumber.PrintableString, [0x61, 0xE4], null },
        { UniversalTagNumber.IA5String, "a@b.c"u8.ToArray(), "a@b.c" },
        { UniversalTagNumber.VisibleString, "alice"u8.ToArray(), "alice" },
        { UniversalTagNumber.NumericString, "123"u8.ToArray(), "123" },
        { UniversalTagNumber.T61String, [0x4D, 0xFC], "Mü" },
        { UniversalTagNumber.T61String, [0x4D, 0x85], null },
        { UniversalTagNumber.BMPString, Encoding.BigEndianUnicode.GetBytes("Мир"), "Мир" },
        { UniversalTagNumber.BMPString, [0x00, 0x61, 0x00], null },
        { UniversalTagNumber.BMPString, [0xD8, 0x00, 0x00, 0x61], null },
        { UniversalTagNumber.UniversalString, [0x00, 0x01, 0xF6, 0x00], "\U0001F600" },
        { UniversalTagNumber.UniversalString, [0x00, 0x11, 0x00, 0x00], null },
        { UniversalTagNumber.OctetString, "alice"u8.ToArray(), null },
        { UniversalTagNumber.UTF8String, [], null },
        { UniversalTagNumber.UTF8String, "alice\0.evil"u8.ToArray(), null },
        { UniversalTagNumber.UTF8String, "alice\n"u8.ToArray(), null },
        { UniversalTagNumber.UTF8String, [0x61, 0x7F], null },
        { UniversalTagNumber.UTF8String, "a\u0085b"u8.ToArray(), null },
        { UniversalTagNumber.UTF8String, "a\u2028b"u8.ToArray(), null },
        { UniversalTagNumber.PrintableString, "alice\0"u8.ToArray(), null },
        { UniversalTagNumber.BMPString, [0x00, 0x61, 0x00, 0x00], null },
        { UniversalTagNumber.T61String, [0x61, 0x00], null },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_name_is_decoded_or_counts_for_nothing(UniversalTagNumber encoding, byte[] value, string? expected)
    {
        foreach (var type in new[] { RawCertificate.CommonName, RawCertificate.OrganizationalUnit })
        {
            var identity = PeerIdentity.FromCertificate(RawCertificate.WithSubject(type, encoding, value));

            var names = type == RawCertificate.CommonName ? identity.CommonNames : identity.OrganizationalUnits;
            Assert.Equal(expected is null ? [] : [expected], names.AsEnumerable());
            Assert.Equal(expected is null ? 1 : 0, identity.UnusableNames);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void An_alternative_name_is_printable_ASCII_or_counts_for_nothing(int kind)
    {
        foreach (var bad in new[] { "", "a\0b", "a\nb", "a\u007F", "m\u00FCller", "\u0001" })
        {
            var identity = PeerIdentity.FromCertificate(RawCertificate.WithNames((kind, "good"), (kind, bad)));

            var names = kind switch { 1 => identity.EmailAddresses, 2 => identity.DnsNames, _ => identity.Uris };
            Assert.Equal(["good"], names.AsEnumerable());
            Assert.Equal(1, identity.UnusableNames);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(32)]
    public void An_address_has_4_or_16_bytes(int length)
    {
        var identity = PeerIdentity.FromCertificate(RawCertificate.WithNames((7, new byte[length])));

        Assert.Empty(identity.IPAddresses);
        Assert.Equal(1, identity.UnusableNames);
    }

    [Fact]
    public void Names_of_other_kinds_are_passed_over()
    {
        var identity = PeerIdentity.FromCertificate(RawCertificate.WithNames((8, "1"), (3, "2"), (2, "good")));

        Assert.Equal(["good"], identity.DnsNames.AsEnumerable());
        Assert.Equal(0, identity.UnusableNames);
    }

    [Fact]
    public void Two_alternative_names_extensions_refuse_the_certificate()
    {
        var der = RawCertificate.Build(extensions: writer =>
        {
            RawCertificate.WriteAlternativeNames(writer, (2, "a"u8.ToArray()));
            RawCertificate.WriteAlternativeNames(writer, (2, "b"u8.ToArray()));
        });

        Assert.Throws<InvalidCertificateException>(() => PeerIdentity.FromCertificate(der));
    }

    [Fact]
    public void Odd_but_well_formed_parts_are_put_up_with()
    {
        var der = RawCertificate.Build(
            subject: writer =>
            {
                // Several attributes in one set, not in the order that DER wants; each is found.
                var unsorted = new AsnWriter(AsnEncodingRules.BER);
                using (unsorted.PushSetOf())
                {
                    foreach (var name in new[] { "z", "a" })
                    {
                        using var attribute = unsorted.PushSequence();
                        unsorted.WriteObjectIdentifier(RawCertificate.CommonName);
                        unsorted.WriteCharacterString(UniversalTagNumber.UTF8String, name);
                    }
                }
                writer.WriteEncodedValue(unsorted.Encode());
            },
            extensions: writer =>
            {
                RawCertificate.WriteExtension(writer, "1.2.3.4", [0xFF]);
                RawCertificate.WriteExtension(writer, "1.2.3.4", []);
                RawCertificate.WriteAlternativeNames(writer);
            },
            notAfter: writer => writer.WriteGeneralizedTime(new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero), true),
            uniqueIds: writer =>
            {
                writer.WriteBitString([1], tag: new Asn1Tag(TagClass.ContextSpecific, 1));
                writer.WriteBitString([1], tag: new Asn1Tag(TagClass.ContextSpecific, 2));
            });

        var identity = PeerIdentity.FromCertificate(der);

        Assert.Equal(["z", "a"], identity.CommonNames.AsEnumerable());
        Assert.Equal(9999, identity.NotAfter.Year);
    }

    [Fact]
    public void What_is_no_certificate_is_refused()
    {
        foreach (var junk in new byte[][] { [], [0x30], [0x30, 0x00], [0x30, 0x80, 0x00, 0x00], [0x04, 0x01, 0x00], "-----BEGIN"u8.ToArray() })
        {
            Assert.Throws<InvalidCertificateException>(() => PeerIdentity.FromCertificate(junk));
        }
    }

    [Fact]
    public void Something_behind_a_certificate_is_refused() =>
        Assert.Throws<InvalidCertificateException>(() => PeerIdentity.FromCertificate([.. RawCertificate.Build(), 0]));

    [Fact]
    public void A_damaged_certificate_is_read_or_refused_but_does_nothing_else()
    {
        var whole = RawCertificate.Build(
            subject: writer => RawCertificate.WriteAttribute(writer, RawCertificate.CommonName, UniversalTagNumber.UTF8String, "alice"u8.ToArray()),
            extensions: writer => RawCertificate.WriteAlternativeNames(writer, (2, "a.b"u8.ToArray()), (7, [10, 0, 0, 1]), (6, "s://h/p"u8.ToArray())));

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, 8], Gen.Int[0, whole.Length - 1], Gen.Byte)
            .Sample((position, value, cut, other, otherValue) =>
            {
                var der = whole.ToArray();
                der[position] = value;
                if (cut > 4) der[other] = otherValue;
                if (cut == 0) der = der[..other];
                try
                {
                    var identity = PeerIdentity.FromCertificate(der);
                    _ = (identity.DisplayName, identity.SerialNumber, identity.SpkiSha256);
                    return identity.CommonNames.All(name => !name.Any(char.IsControl));
                }
                catch (InvalidCertificateException)
                {
                    return true;
                }
            }, iter: 20_000);
    }

    [Fact]
    public void The_name_for_logs_is_printable_and_short()
    {
        var name = new string('x', 10_000);
        var long_ = PeerIdentity.FromCertificate(RawCertificate.WithCommonName(name));
        var other = PeerIdentity.FromCertificate(RawCertificate.WithCommonName(name + "y"));
        var bidi = PeerIdentity.FromCertificate(RawCertificate.WithCommonName("a\u202Eb"));

        Assert.StartsWith(name[..256] + "… (SHA-256 ", long_.DisplayName, StringComparison.Ordinal);
        Assert.True(long_.DisplayName.Length < 400);
        Assert.NotEqual(long_.DisplayName, other.DisplayName);
        Assert.Equal(name, long_.Name.Value);
        Assert.Equal(@"a\u202Eb", bidi.DisplayName);
    }

    [Fact]
    public void Without_a_rule_that_matched_a_peer_is_known_by_URI_DNS_name_common_name_or_key()
    {
        Assert.Equal("alice", PeerIdentity.FromCertificate(RawCertificate.WithCommonName("alice")).DisplayName);
        Assert.Equal("d.e", PeerIdentity.FromCertificate(RawCertificate.WithNames((1, "a@b"), (2, "d.e"))).DisplayName);
        Assert.Equal("s://h/p", PeerIdentity.FromCertificate(RawCertificate.WithNames((2, "d.e"), (6, "s://h/p"))).DisplayName);
        var unusable = PeerIdentity.FromCertificate(RawCertificate.WithNames((2, "\0"), (1, "a@b")));
        Assert.Equal(PeerNameKind.SpkiSha256, unusable.Name.Kind);
        Assert.Equal("sha256//" + Convert.ToBase64String(unusable.SpkiSha256.Span), unusable.DisplayName);
    }

    [Fact]
    public void Many_names_are_all_there()
    {
        var names = Enumerable.Range(0, CertificateReader.MostNames).Select(i => (2, $"n{i}.example")).ToArray();

        var identity = PeerIdentity.FromCertificate(RawCertificate.WithNames(names));

        Assert.Equal(names.Select(name => name.Item2), identity.DnsNames.AsEnumerable());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void More_names_than_are_kept_refuse_the_certificate(int kind)
    {
        foreach (var name in (string[])["n", "\0"])
        {
            var names = Enumerable.Range(0, CertificateReader.MostNames + 1).Select(_ => (kind, name)).ToArray();
            var refusal = Assert.Throws<InvalidCertificateException>(() => PeerIdentity.FromCertificate(RawCertificate.WithNames(names)));
            Assert.Equal("the certificate has more than 256 names", refusal.Message);
        }
    }

    [Fact]
    public void A_server_may_have_more_since_none_is_kept()
    {
        var names = Enumerable.Range(0, 1000).Select(i => (2, $"n{i}.example")).ToArray();
        Assert.Equal(1000, PeerIdentity.FromServerCertificate(RawCertificate.WithNames(names)).DnsNames.Length);
    }

    [Fact]
    public void Longer_names_than_are_kept_refuse_the_certificate()
    {
        var half = new string('x', CertificateReader.MostNameBytes / 2);
        Assert.Equal(half, PeerIdentity.FromCertificate(RawCertificate.WithNames((2, half), (2, half))).DnsNames[1]);

        var refusal = Assert.Throws<InvalidCertificateException>(() => PeerIdentity.FromCertificate(RawCertificate.WithNames((2, half), (1, half), (2, "x"))));
        Assert.Equal("the certificate's names have more than 16384 bytes", refusal.Message);
        Assert.Throws<InvalidCertificateException>(() => PeerIdentity.FromCertificate(RawCertificate.WithCommonName(half + half + "x")));
    }

    [Fact]
    public void Names_of_kinds_that_count_for_nothing_are_not_kept_and_may_be_many()
    {
        var names = Enumerable.Range(0, 5000).Select(i => (8, $"{i}")).Append((2, "good")).ToArray();
        Assert.Equal(["good"], PeerIdentity.FromCertificate(RawCertificate.WithNames(names)).DnsNames.AsEnumerable());
    }

    [Theory]
    [InlineData("spiffe://a.example/x", "spiffe://a.example/y")]
    [InlineData("spiffe://a.example/x", "spiffe://a.example/x")]
    [InlineData("https://a.example/x", "SPIFFE://a.example/y")]
    [InlineData("spiffe://a.example/x", "urn:uuid:1")]
    [InlineData("spiffe://a.example/x", "spiffe://a.example/\0")]
    [InlineData("\0", "spiffe:")]
    public void A_SPIFFE_identity_is_the_only_URI_of_its_certificate(string first, string second)
    {
        var refusal = Assert.Throws<InvalidCertificateException>(() => PeerIdentity.FromCertificate(RawCertificate.WithNames((6, first), (6, second))));
        Assert.Equal("the certificate has a SPIFFE identity and another URI beside it", refusal.Message);
    }

    [Fact]
    public void Several_URIs_that_are_no_SPIFFE_identity_and_other_names_beside_one_are_put_up_with()
    {
        Assert.Equal(2, PeerIdentity.FromCertificate(RawCertificate.WithNames((6, "urn:a"), (6, "https://spiffe.example/spiffe://x"))).Uris.Length);
        Assert.Single(PeerIdentity.FromCertificate(RawCertificate.WithNames((6, "spiffe://a.example/x"), (2, "a.example"))).Uris);
    }
}
