using System.Formats.Asn1;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.Policies;

namespace ActorTls.Actors.Tests.Tls.Managed;

/// <summary>A revocation list, read with .NET's reader of ASN.1.</summary>
internal sealed class ManagedRevocationList : IRevocationList
{
    private const string DeltaIndicator = "2.5.29.27", DistributionPoint = "2.5.29.28";

    private readonly byte[] _der;
    private readonly Func<string?> _refutation;
    private readonly HashSet<string> _revoked = [];
    private readonly Dictionary<string, byte[]> _extensions = [];

    private ManagedRevocationList(byte[] der, Func<string?> refutation)
    {
        (_der, _refutation) = (der, refutation);
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var list = outer.ReadSequence().ReadSequence();
        outer.ThrowIfNotEmpty();
        list.ReadInteger();
        list.ReadSequence();
        IssuerName = list.ReadEncodedValue().ToArray();
        ThisUpdate = list.ReadUtcTime();
        if (list.HasData && list.PeekTag() == Asn1Tag.UtcTime) NextUpdate = list.ReadUtcTime();
        if (list.HasData && list.PeekTag() == Asn1Tag.Sequence) ReadRevoked(list.ReadSequence());
        if (list.HasData) ReadExtensions(list.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)).ReadSequence());
    }

    public byte[] IssuerName { get; }

    public DateTimeOffset? ThisUpdate { get; }

    public DateTimeOffset? NextUpdate { get; }

    public bool IsDelta => _extensions.ContainsKey(DeltaIndicator);

    public byte[]? IssuingDistributionPoint => _extensions.GetValueOrDefault(DistributionPoint);

    internal static ManagedRevocationList? TryRead(byte[] der, Func<string?> refutation)
    {
        try
        {
            return new ManagedRevocationList(der, refutation);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    public bool NamesAsIssuer(ICertificate authority) => authority.EncodeSubject().AsSpan().SequenceEqual(IssuerName);

    public bool IsSignedBy(ICertificate authority) => ((ManagedCertificate)authority).HasSigned(_der);

    public bool Revokes(ICertificate certificate) => _revoked.Contains(Convert.ToHexString(((ManagedCertificate)certificate).SerialNumber));

    public string? Refute(RevocationListScope scope, ICertificate? authority, DateTimeOffset now) => _refutation();

    private void ReadRevoked(AsnReader entries)
    {
        while (entries.HasData) _revoked.Add(Convert.ToHexString(entries.ReadSequence().ReadIntegerBytes().Span));
    }

    private void ReadExtensions(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var type = extension.ReadObjectIdentifier();
            if (extension.PeekTag() == Asn1Tag.Boolean) extension.ReadBoolean();
            _extensions[type] = extension.ReadOctetString();
        }
    }
}
