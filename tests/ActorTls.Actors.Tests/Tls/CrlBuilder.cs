using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>A revocation list (RFC 5280 section 5) with whatever extensions a test wants; .NET's builder knows only the usual ones.</summary>
internal sealed class CrlBuilder(X509Certificate2 issuer)
{
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    private readonly List<byte[]> _extensions = [];

    internal List<X509Certificate2> Revoked { get; } = [];

    internal DateTimeOffset ThisUpdate { get; set; } = DateTimeOffset.UtcNow.AddDays(-1);

    internal DateTimeOffset? NextUpdate { get; set; } = DateTimeOffset.UtcNow.AddDays(1);

    internal int Number { get; set; } = 1;

    /// <summary>Signs in place of the issuer's own key.</summary>
    internal ECDsa? OtherKey { get; set; }

    internal CrlBuilder WithKeyIdentifier()
    {
        var key = issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single();
        return With("2.5.29.35", false, X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(key).RawData);
    }

    internal CrlBuilder AsDelta() => With("2.5.29.27", true, Encode(writer => writer.WriteInteger(0)));

    internal CrlBuilder OnlyUserCertificates() => WithScope(writer => writer.WriteBoolean(true, new Asn1Tag(TagClass.ContextSpecific, 1)));

    internal CrlBuilder OnlyAuthorities() => WithScope(writer => writer.WriteBoolean(true, new Asn1Tag(TagClass.ContextSpecific, 2)));

    internal CrlBuilder OnlyKeyCompromise() =>
        WithScope(writer => writer.WriteBitString([0x40], 6, new Asn1Tag(TagClass.ContextSpecific, 3)));

    internal CrlBuilder Indirect() => WithScope(writer => writer.WriteBoolean(true, new Asn1Tag(TagClass.ContextSpecific, 4)));

    internal CrlBuilder OnlyAttributes() => WithScope(writer => writer.WriteBoolean(true, new Asn1Tag(TagClass.ContextSpecific, 5)));

    internal CrlBuilder ForDistributionPoint(string uri) => WithScope(writer => WriteDistributionPointName(writer, uri));

    internal CrlBuilder WithUnknownCritical() => With("1.2.3.4", true, Encode(writer => writer.WriteNull()));

    internal CrlBuilder WithMalformedScope() => With("2.5.29.28", true, [0x30, 0x03, 0x81, 0x05, 0xff]);

    internal CrlBuilder Revoke(params IEnumerable<X509Certificate2> certificates)
    {
        Revoked.AddRange(certificates);
        return this;
    }

    internal byte[] Build()
    {
        var list = Encode(WriteList);
        using var own = issuer.GetECDsaPrivateKey();
        var signature = (OtherKey ?? own)!.SignData(list, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Encode(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(list);
                WriteAlgorithm(writer);
                writer.WriteBitString(signature);
            }
        });
    }

    /// <summary>The name of a distribution point, as both a list and a certificate hold it.</summary>
    internal static void WriteDistributionPointName(AsnWriter writer, string uri)
    {
        var context = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        using (writer.PushSequence(context))
        using (writer.PushSequence(context))
            writer.WriteCharacterString(UniversalTagNumber.IA5String, uri, new Asn1Tag(TagClass.ContextSpecific, 6));
    }

    private void WriteList(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            WriteAlgorithm(writer);
            writer.WriteEncodedValue(issuer.SubjectName.RawData);
            writer.WriteUtcTime(ThisUpdate);
            if (NextUpdate is { } next) writer.WriteUtcTime(next);
            if (Revoked.Count > 0)
                using (writer.PushSequence())
                    foreach (var certificate in Revoked)
                        using (writer.PushSequence())
                        {
                            writer.WriteInteger(certificate.SerialNumberBytes.Span);
                            writer.WriteUtcTime(ThisUpdate);
                        }
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true)))
            using (writer.PushSequence())
            {
                WriteExtension(writer, "2.5.29.20", false, Encode(number => number.WriteInteger(Number)));
                foreach (var extension in _extensions) writer.WriteEncodedValue(extension);
            }
        }
    }

    private CrlBuilder WithScope(Action<AsnWriter> write) => With("2.5.29.28", true, Encode(writer =>
    {
        using (writer.PushSequence()) write(writer);
    }));

    private CrlBuilder With(string oid, bool critical, byte[] value)
    {
        _extensions.Add(Encode(writer => WriteExtension(writer, oid, critical, value)));
        return this;
    }

    private static void WriteExtension(AsnWriter writer, string oid, bool critical, byte[] value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (critical) writer.WriteBoolean(true);
            writer.WriteOctetString(value);
        }
    }

    private static void WriteAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence()) writer.WriteObjectIdentifier(EcdsaWithSha256);
    }

    private static byte[] Encode(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}
