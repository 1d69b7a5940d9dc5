using System.Formats.Asn1;
using System.Text;

namespace ActorTls.Actors.Tests.Authentication;

/// <summary>
/// Certificates as no library would make them: well-formed DER of the right shape, but with any names in any encoding.
/// Nothing in them is signed, since reading them verifies nothing.
/// </summary>
internal static class RawCertificate
{
    public const string CommonName = "2.5.4.3";
    public const string OrganizationalUnit = "2.5.4.11";
    private const string SubjectAlternativeName = "2.5.29.17";

    public static readonly DateTimeOffset NotAfter = new(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);

    /// <summary>A certificate with one attribute in its subject.</summary>
    public static byte[] WithSubject(string type, UniversalTagNumber encoding, byte[] value) =>
        Build(subject: writer => WriteAttribute(writer, type, encoding, value));

    /// <summary>A certificate with one common name in UTF-8.</summary>
    public static byte[] WithCommonName(string name) =>
        WithSubject(CommonName, UniversalTagNumber.UTF8String, Encoding.UTF8.GetBytes(name));

    /// <summary>A certificate with these alternative names, given by their number in <c>GeneralName</c>.</summary>
    public static byte[] WithNames(params (int Kind, byte[] Value)[] names) => Build(extensions: writer =>
        WriteAlternativeNames(writer, [.. names.Select(name => (name.Kind, name.Value))]));

    public static byte[] WithNames(params (int Kind, string Value)[] names) =>
        WithNames([.. names.Select(name => (name.Kind, Encoding.Latin1.GetBytes(name.Value)))]);

    public static byte[] Build(
        Action<AsnWriter>? subject = null, Action<AsnWriter>? extensions = null, Action<AsnWriter>? notAfter = null,
        Action<AsnWriter>? uniqueIds = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) writer.WriteInteger(2);
                writer.WriteInteger(0x00F0_1234);
                WriteAlgorithm(writer);
                using (writer.PushSequence()) { }
                using (writer.PushSequence())
                {
                    writer.WriteUtcTime(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
                    if (notAfter is null) writer.WriteUtcTime(NotAfter);
                    else notAfter(writer);
                }
                using (writer.PushSequence()) subject?.Invoke(writer);
                using (writer.PushSequence())
                {
                    WriteAlgorithm(writer);
                    writer.WriteBitString([1, 2, 3]);
                }
                uniqueIds?.Invoke(writer);
                if (extensions is not null)
                {
                    using var wrapper = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3));
                    using var list = writer.PushSequence();
                    extensions(writer);
                }
            }
            WriteAlgorithm(writer);
            writer.WriteBitString([4, 5, 6]);
        }
        return writer.Encode();
    }

    public static void WriteAttribute(AsnWriter writer, string type, UniversalTagNumber encoding, byte[] value)
    {
        using var set = writer.PushSetOf();
        using var attribute = writer.PushSequence();
        writer.WriteObjectIdentifier(type);
        // As an octet string under another tag, so that nothing checks or changes the bytes.
        var inner = new AsnWriter(AsnEncodingRules.DER);
        inner.WriteOctetString(value);
        var bytes = inner.Encode();
        bytes[0] = (byte)encoding;
        writer.WriteEncodedValue(bytes);
    }

    public static void WriteAlternativeNames(AsnWriter writer, params (int Kind, byte[] Value)[] names)
    {
        var inner = new AsnWriter(AsnEncodingRules.DER);
        using (inner.PushSequence())
        {
            foreach (var (kind, value) in names)
            {
                inner.WriteOctetString(value, new Asn1Tag(TagClass.ContextSpecific, kind));
            }
        }
        WriteExtension(writer, SubjectAlternativeName, inner.Encode());
    }

    public static void WriteExtension(AsnWriter writer, string type, byte[] value)
    {
        using var extension = writer.PushSequence();
        writer.WriteObjectIdentifier(type);
        writer.WriteOctetString(value);
    }

    private static void WriteAlgorithm(AsnWriter writer)
    {
        using var algorithm = writer.PushSequence();
        writer.WriteObjectIdentifier("1.2.840.10045.4.3.2");
    }
}
