using System.Formats.Asn1;
using System.Net;
using System.Text;

namespace ActorTls.Authentication;

/// <summary>
/// Reads the names and a few other fields of an X.509 certificate (RFC 5280, section 4.1), in DER. It is stricter than
/// what it is given ever needs, since that was verified already: anything out of the ordinary in the structure is an
/// error, which refuses the peer. A single name that cannot be used is left out and counted.
/// </summary>
internal static class CertificateReader
{
    /// <summary>So many names of the kinds that count a certificate may have, usable or not.</summary>
    internal const int MostNames = 256;

    /// <summary>So many bytes all of them together.</summary>
    internal const int MostNameBytes = 16 << 10;

    // RFC 5280 allows 20 bytes, and the world has more.
    private const int LongestSerialNumber = 64;

    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag IssuerUniqueId = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag SubjectUniqueId = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 3, isConstructed: true);

    private static ReadOnlySpan<byte> CommonName => [0x55, 0x04, 0x03];
    private static ReadOnlySpan<byte> OrganizationalUnit => [0x55, 0x04, 0x0B];
    private static ReadOnlySpan<byte> SubjectAlternativeName => [0x55, 0x1D, 0x11];

    /// <param name="der">The certificate.</param>
    /// <param name="isKept">Whether its names are, and so are bounded.</param>
    /// <exception cref="InvalidCertificateException">It is not a certificate, or not one that can be understood.</exception>
    public static CertificateFields Read(ReadOnlySpan<byte> der, bool isKept)
    {
        try
        {
            var whole = new DerCursor(der, 0);
            var certificate = whole.Enter(Asn1Tag.Sequence);
            whole.RequireEnd();
            var fields = ReadToBeSigned(certificate.Enter(Asn1Tag.Sequence), isKept);
            certificate.Enter(Asn1Tag.Sequence);
            certificate.Skip(Asn1Tag.PrimitiveBitString);
            certificate.RequireEnd();
            RequireOneSpiffeIdentity(fields);
            return fields;
        }
        catch (AsnContentException e)
        {
            throw new InvalidCertificateException("the certificate is not well-formed", e);
        }
    }

    private static CertificateFields ReadToBeSigned(DerCursor body, bool isKept)
    {
        var fields = new CertificateFields { IsKept = isKept };
        if (body.IsAt(Version)) body.Enter(Version);
        fields.SerialNumber = body.Skip(Asn1Tag.Integer).Content;
        if (fields.SerialNumber.End.Value - fields.SerialNumber.Start.Value > LongestSerialNumber)
            throw new InvalidCertificateException($"the certificate's serial number has more than {LongestSerialNumber} bytes");
        body.Enter(Asn1Tag.Sequence);
        body.Enter(Asn1Tag.Sequence);
        var validity = body.Enter(Asn1Tag.Sequence);
        validity.ReadTime();
        fields.NotAfter = validity.ReadTime();
        validity.RequireEnd();
        ReadSubject(body.Enter(Asn1Tag.Sequence), ref fields);
        fields.SubjectPublicKeyInfo = body.Skip(Asn1Tag.Sequence).Whole;
        if (body.IsAt(IssuerUniqueId)) body.Skip(IssuerUniqueId);
        if (body.IsAt(SubjectUniqueId)) body.Skip(SubjectUniqueId);
        if (body.IsAt(Extensions))
        {
            var wrapper = body.Enter(Extensions);
            ReadExtensions(wrapper.Enter(Asn1Tag.Sequence), ref fields);
            wrapper.RequireEnd();
        }
        body.RequireEnd();

        fields.CommonNames.Trim();
        fields.OrganizationalUnits.Trim();
        fields.DnsNames.Trim();
        fields.Uris.Trim();
        fields.EmailAddresses.Trim();
        fields.IPAddresses.Trim();
        return fields;
    }

    private static void ReadSubject(DerCursor relativeNames, ref CertificateFields fields)
    {
        while (!relativeNames.IsAtEnd)
        {
            var attributes = relativeNames.Enter(Asn1Tag.SetOf);
            while (!attributes.IsAtEnd)
            {
                var attribute = attributes.Enter(Asn1Tag.Sequence);
                var type = attribute.Read(Asn1Tag.ObjectIdentifier);
                var tag = attribute.PeekTag();
                var value = attribute.ReadAny();
                attribute.RequireEnd();
                if (type.SequenceEqual(CommonName)) AddText(ref fields.CommonNames, tag, value, ref fields);
                else if (type.SequenceEqual(OrganizationalUnit)) AddText(ref fields.OrganizationalUnits, tag, value, ref fields);
            }
        }
    }

    private static void ReadExtensions(DerCursor extensions, ref CertificateFields fields)
    {
        var seen = false;
        while (!extensions.IsAtEnd)
        {
            var extension = extensions.Enter(Asn1Tag.Sequence);
            var type = extension.Read(Asn1Tag.ObjectIdentifier);
            if (extension.IsAt(Asn1Tag.Boolean)) extension.Skip(Asn1Tag.Boolean);
            var value = extension.Enter(Asn1Tag.PrimitiveOctetString);
            extension.RequireEnd();
            if (!type.SequenceEqual(SubjectAlternativeName)) continue;
            // RFC 5280, section 4.2: not more than one of a kind. Of two, which would be the peer's?
            if (seen) throw new InvalidCertificateException("the certificate has two subject alternative names extensions");
            seen = true;
            ReadAlternativeNames(value.Enter(Asn1Tag.Sequence), ref fields);
            value.RequireEnd();
        }
    }

    private static void ReadAlternativeNames(DerCursor names, ref CertificateFields fields)
    {
        while (!names.IsAtEnd)
        {
            var tag = names.PeekTag();
            var value = names.ReadAny();
            if (tag.TagClass != TagClass.ContextSpecific)
            {
                throw new InvalidCertificateException("the certificate has an alternative name of no known kind");
            }
            switch (tag.TagValue)
            {
                case 1: AddAscii(ref fields.EmailAddresses, tag, value, ref fields); break;
                case 2: AddAscii(ref fields.DnsNames, tag, value, ref fields); break;
                case 6:
                    fields.UriCount++;
                    fields.HasSpiffeId |= StartsWithSpiffe(value);
                    AddAscii(ref fields.Uris, tag, value, ref fields);
                    break;
                case 7: AddAddress(tag, value, ref fields); break;
            }
        }
    }

    private static void AddText(
        ref NameList<string> list, Asn1Tag tag, ReadOnlySpan<byte> value, ref CertificateFields fields)
    {
        Count(value, ref fields);
        if (DirectoryString.TryDecode(tag, value) is { } text) list.Add(text);
        else fields.UnusableNames++;
    }

    private static void AddAscii(
        ref NameList<string> list, Asn1Tag tag, ReadOnlySpan<byte> value, ref CertificateFields fields)
    {
        Count(value, ref fields);
        if (!tag.IsConstructed && DirectoryString.TryDecodeAscii(value) is { } text) list.Add(text);
        else fields.UnusableNames++;
    }

    private static void AddAddress(Asn1Tag tag, ReadOnlySpan<byte> value, ref CertificateFields fields)
    {
        Count(value, ref fields);
        // Eight and 32 bytes are addresses with a mask, which have a meaning in name constraints only.
        if (!tag.IsConstructed && value.Length is 4 or 16) fields.IPAddresses.Add(new IPAddress(value));
        else fields.UnusableNames++;
    }

    /// <summary>
    /// An identity lives as long as its connection, and keeps all names, so that whatever rule comes later can be tried on it. What
    /// is too much for that is refused and not cut short: the name that was left out could be the one that counts.
    /// </summary>
    private static void Count(ReadOnlySpan<byte> value, ref CertificateFields fields)
    {
        if (!fields.IsKept) return;
        fields.NameCount++;
        fields.NameBytes += value.Length;
        if (fields.NameCount > MostNames)
            throw new InvalidCertificateException($"the certificate has more than {MostNames} names");
        if (fields.NameBytes > MostNameBytes)
            throw new InvalidCertificateException($"the certificate's names have more than {MostNameBytes} bytes");
    }

    /// <summary>SPIFFE X.509-SVID, section 2: such a certificate has exactly one URI, so that its identity is unambiguous.</summary>
    private static void RequireOneSpiffeIdentity(in CertificateFields fields)
    {
        if (fields.HasSpiffeId && fields.UriCount > 1)
            throw new InvalidCertificateException("the certificate has a SPIFFE identity and another URI beside it");
    }

    private static bool StartsWithSpiffe(ReadOnlySpan<byte> uri) =>
        uri.Length >= 7 && Ascii.EqualsIgnoreCase(uri[..7], "spiffe:"u8);
}
