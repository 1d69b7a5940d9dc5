using System.Formats.Asn1;
using System.Text;

namespace ActorTls.Tls.Certificates;

/// <summary>
/// The fields of a verified certificate that the profile and the name constraints need. The reader accepts BER, as OpenSSL does: an
/// odd encoding must not hide a field.
/// </summary>
internal sealed class CertificateDocument
{
    internal const string BasicConstraintsId = "2.5.29.19";
    internal const string KeyUsageId = "2.5.29.15";
    internal const string SubjectKeyIdentifierId = "2.5.29.14";
    private const string AlternativeNameId = "2.5.29.17";
    private const string NameConstraintsId = "2.5.29.30";
    private const string AuthorityKeyIdentifierId = "2.5.29.35";
    private const int KeyCertSign = 5;
    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0, true);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3, true);

    private readonly Dictionary<string, (bool IsCritical, ReadOnlyMemory<byte> Value)> _extensions = [];

    /// <exception cref="AsnContentException">The certificate cannot be read.</exception>
    internal CertificateDocument(byte[] der)
    {
        var body = new AsnReader(der, AsnEncodingRules.BER).ReadSequence().ReadSequence();
        if (body.PeekTag().HasSameClassAndValue(VersionTag)) IsVersion3 = body.ReadSequence(VersionTag).ReadInteger() >= 2;
        SerialNumber = body.ReadIntegerBytes();
        body.ReadSequence();
        var issuer = body.ReadEncodedValue();
        body.ReadSequence();
        var subject = body.ReadEncodedValue();
        IsSelfIssued = issuer.Span.SequenceEqual(subject.Span);
        HasEmptySubject = ContentOf(subject).IsEmpty;
        body.ReadSequence();
        while (body.HasData)
        {
            if (!body.PeekTag().HasSameClassAndValue(ExtensionsTag)) body.ReadEncodedValue();
            else ReadExtensions(body.ReadSequence(ExtensionsTag).ReadSequence());
        }
        ReadBasics();
        ReadAlternativeNames();
        ReadNameConstraints();
    }

    internal ReadOnlyMemory<byte> SerialNumber { get; }

    internal bool IsVersion3 { get; }

    internal bool IsSelfIssued { get; }

    internal bool HasEmptySubject { get; }

    internal bool HasExtensions => _extensions.Count > 0;

    /// <summary>The CA flag of the basic constraints; null when there are no basic constraints.</summary>
    internal bool? IsAuthority { get; private set; }

    /// <summary>Whether there is a key usage and it allows signing certificates.</summary>
    internal bool MaySignCertificates { get; private set; }

    internal bool HasAuthorityKeyIdentifier => _extensions.ContainsKey(AuthorityKeyIdentifierId);

    internal bool HasNameConstraints => _extensions.ContainsKey(NameConstraintsId);

    internal List<string> DnsNames { get; } = [];

    internal List<string> Uris { get; } = [];

    internal List<string> EmailAddresses { get; } = [];

    /// <summary>The length of each IP address in bytes.</summary>
    internal List<int> AddressLengths { get; } = [];

    /// <summary>Whether the name constraints have a subtree: those without one constrain nothing.</summary>
    internal bool ConstrainsNames { get; private set; }

    internal List<string> PermittedDnsNames { get; } = [];

    internal List<string> ExcludedDnsNames { get; } = [];

    /// <summary>Whether an extension is there and is critical; null when it is not there.</summary>
    internal bool? IsCritical(string extension) => _extensions.TryGetValue(extension, out var found) ? found.IsCritical : null;

    private void ReadExtensions(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var type = extension.ReadObjectIdentifier();
            var isCritical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
            // The library has refused a certificate with two extensions of one kind that it knows.
            _extensions.TryAdd(type, (isCritical, extension.ReadOctetString()));
        }
    }

    private void ReadBasics()
    {
        if (_extensions.TryGetValue(BasicConstraintsId, out var basic))
        {
            var constraints = Read(basic.Value).ReadSequence();
            IsAuthority = constraints.HasData && constraints.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && constraints.ReadBoolean();
        }
        if (_extensions.TryGetValue(KeyUsageId, out var usage))
        {
            var bits = Read(usage.Value).ReadBitString(out _);
            MaySignCertificates = bits.Length > 0 && (bits[0] & (0x80 >> KeyCertSign)) != 0;
        }
    }

    private void ReadAlternativeNames()
    {
        if (!_extensions.TryGetValue(AlternativeNameId, out var extension)) return;
        var names = Read(extension.Value).ReadSequence();
        while (names.HasData)
        {
            var tag = names.PeekTag();
            var value = ContentOf(names.ReadEncodedValue());
            switch (tag.TagValue)
            {
                case 1: EmailAddresses.Add(Text(value)); break;
                case 2: DnsNames.Add(Text(value)); break;
                case 6: Uris.Add(Text(value)); break;
                case 7: AddressLengths.Add(value.Length); break;
            }
        }
    }

    private void ReadNameConstraints()
    {
        if (!_extensions.TryGetValue(NameConstraintsId, out var extension)) return;
        var constraints = Read(extension.Value).ReadSequence();
        while (constraints.HasData)
        {
            var kind = constraints.PeekTag();
            var subtrees = constraints.ReadSequence(kind);
            ConstrainsNames |= subtrees.HasData;
            while (subtrees.HasData)
            {
                var subtree = subtrees.ReadSequence();
                if (subtree.PeekTag() is { TagClass: TagClass.ContextSpecific, TagValue: 2 })
                    (kind.TagValue == 0 ? PermittedDnsNames : ExcludedDnsNames).Add(Text(ContentOf(subtree.ReadEncodedValue())));
            }
        }
    }

    private static AsnReader Read(ReadOnlyMemory<byte> value) => new(value, AsnEncodingRules.BER);

    private static ReadOnlySpan<byte> ContentOf(ReadOnlyMemory<byte> encoded)
    {
        AsnDecoder.ReadEncodedValue(encoded.Span, AsnEncodingRules.BER, out var offset, out var length, out _);
        return encoded.Span.Slice(offset, length);
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value);
}
