using System.Formats.Asn1;
using ActorTls.Tls.Certificates;

namespace ActorTls.Tls.Policies;

/// <summary>The scope of a revocation list: the certificates and reasons that it covers by its own account (RFC 5280 section 5.2).</summary>
internal sealed class RevocationListScope
{
    private static readonly Asn1Tag DistributionPointTag = Context(0);

    private RevocationListScope() { }

    /// <summary>Whether the list holds only changes to another list: a delta CRL.</summary>
    internal bool IsDelta { get; private init; }

    /// <summary>Whether the list covers certificates of other CAs too: an indirect CRL.</summary>
    internal bool IsIndirect { get; private set; }

    internal bool OnlySomeReasons { get; private set; }

    internal bool OnlyUserCertificates { get; private set; }

    internal bool OnlyAuthorities { get; private set; }

    internal bool OnlyAttributeCertificates { get; private set; }

    /// <summary>The distribution point that a certificate must name to be covered, in the encoding of the list; null when the list covers all.</summary>
    internal byte[]? DistributionPoint { get; private set; }

    /// <summary>Why a list with this scope is never used, or null.</summary>
    internal string? Obstacle =>
        IsDelta ? "is a delta CRL, and only complete ones are used" :
        IsIndirect ? "is an indirect CRL, and only lists by a certificate's own CA are used" :
        OnlySomeReasons ? "is limited to some reasons of revocation" :
        OnlyAttributeCertificates ? "is about attribute certificates only" :
        null;

    /// <summary>Reads the scope of a list; null when its encoding is malformed.</summary>
    internal static RevocationListScope? Read(IRevocationList list)
    {
        var scope = new RevocationListScope { IsDelta = list.IsDelta };
        try
        {
            if (list.IssuingDistributionPoint is { } encoded) scope.ReadFields(encoded);
            return scope;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private void ReadFields(byte[] encoded)
    {
        var outer = new AsnReader(encoded, AsnEncodingRules.DER);
        var fields = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (fields.HasData && fields.PeekTag() == DistributionPointTag) DistributionPoint = fields.ReadEncodedValue().ToArray();
        OnlyUserCertificates = ReadFlag(fields, 1);
        OnlyAuthorities = ReadFlag(fields, 2);
        if (fields.HasData && fields.PeekTag().HasSameClassAndValue(Context(3)))
        {
            OnlySomeReasons = true;
            fields.ReadEncodedValue();
        }
        IsIndirect = ReadFlag(fields, 4);
        OnlyAttributeCertificates = ReadFlag(fields, 5);
        fields.ThrowIfNotEmpty();
    }

    private static bool ReadFlag(AsnReader fields, int number)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, number);
        return fields.HasData && fields.PeekTag() == tag && fields.ReadBoolean(tag);
    }

    private static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);
}
