using System.Formats.Asn1;
using System.Security.Cryptography;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>
/// A certificate of which everything can be as no library would make it, with its key, on P-256. It is a proper one, of a peer
/// that is both client and server, until a test changes something.
/// </summary>
internal sealed class HandmadeCertificate : IDisposable
{
    internal const string BasicConstraints = "2.5.29.19", KeyUsage = "2.5.29.15", SubjectKeyId = "2.5.29.14", AuthorityKeyId = "2.5.29.35";
    internal const string AlternativeNames = "2.5.29.17", NameConstraints = "2.5.29.30", ExtendedKeyUsage = "2.5.29.37";
    internal const string CommonName = "2.5.4.3", OrganizationalUnit = "2.5.4.11", EmailAddress = "1.2.840.113549.1.9.1";
    private const string Sha256 = "1.2.840.10045.4.3.2", Sha384 = "1.2.840.10045.4.3.3";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HandmadeCertificate? _issuer;
    private byte[]? _encoded;

    private HandmadeCertificate(HandmadeCertificate? issuer, string name)
    {
        _issuer = issuer;
        SerialNumber = [0x11, .. RandomNumberGenerator.GetBytes(8)];
        if (name.Length > 0) Subject.Add((CommonName, UniversalTagNumber.UTF8String, System.Text.Encoding.UTF8.GetBytes(name)));
        Set(SubjectKeyId, false, writer => writer.WriteOctetString(KeyId));
        if (issuer is not null)
        {
            Set(AuthorityKeyId, false, writer =>
            {
                using var identifier = writer.PushSequence();
                writer.WriteOctetString(issuer.KeyId, new Asn1Tag(TagClass.ContextSpecific, 0));
            });
        }
    }

    internal List<(string Type, UniversalTagNumber Encoding, byte[] Value)> Subject { get; } = [];

    internal byte[] SerialNumber { get; set; }

    internal int Version { get; set; } = 3;

    internal bool NamesAnotherAlgorithm { get; set; }

    internal DateTimeOffset NotBefore { get; set; } = DateTimeOffset.UtcNow.AddDays(-1);

    internal DateTimeOffset NotAfter { get; set; } = DateTimeOffset.UtcNow.AddDays(7);

    /// <summary>Type, whether it is critical, and the value; a type may be there twice.</summary>
    internal List<(string Type, bool IsCritical, byte[] Value)> Extensions { get; } = [];

    internal string Pem => PemEncoding.WriteString("CERTIFICATE", Encode()) + "\n";

    private byte[] KeyId => SHA256.HashData(_key.ExportSubjectPublicKeyInfo())[..20];

    internal static HandmadeCertificate Root(string name = "root") => new HandmadeCertificate(null, name).AsAuthority();

    internal static HandmadeCertificate SelfSigned(string name = "self") => new HandmadeCertificate(null, name).AsPeer();

    internal HandmadeCertificate Authority(string name = "intermediate") => new HandmadeCertificate(this, name).AsAuthority();

    internal HandmadeCertificate Peer(string name = "alice") => new HandmadeCertificate(this, name).AsPeer();

    internal HandmadeCertificate Set(string type, bool isCritical, Action<AsnWriter> write)
    {
        Remove(type);
        return Add(type, isCritical, write);
    }

    internal HandmadeCertificate Add(string type, bool isCritical, Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        Extensions.Add((type, isCritical, writer.Encode()));
        return this;
    }

    internal HandmadeCertificate Remove(string type)
    {
        Extensions.RemoveAll(extension => extension.Type == type);
        return this;
    }

    internal HandmadeCertificate With(Action<HandmadeCertificate> change)
    {
        change(this);
        return this;
    }

    internal HandmadeCertificate SetKeyUsage(params int[] bits) => Set(KeyUsage, true, writer =>
    {
        byte usage = 0;
        foreach (var bit in bits) usage |= (byte)(0x80 >> bit);
        writer.WriteBitString([usage], System.Numerics.BitOperations.TrailingZeroCount(usage));
    });

    internal HandmadeCertificate SetBasicConstraints(bool isAuthority, int? pathLength = null, bool isCritical = true) =>
        Set(BasicConstraints, isCritical, writer =>
        {
            using var constraints = writer.PushSequence();
            if (isAuthority) writer.WriteBoolean(true);
            if (pathLength is { } length) writer.WriteInteger(length);
        });

    /// <summary>Names by their number in <c>GeneralName</c>.</summary>
    internal HandmadeCertificate SetNames(params (int Kind, string Value)[] names) =>
        SetNames(false, [.. names.Select(name => (name.Kind, System.Text.Encoding.Latin1.GetBytes(name.Value)))]);

    internal HandmadeCertificate SetNames(bool isCritical, params (int Kind, byte[] Value)[] names) =>
        Set(AlternativeNames, isCritical, writer =>
        {
            using var list = writer.PushSequence();
            foreach (var (kind, value) in names) writer.WriteOctetString(value, new Asn1Tag(TagClass.ContextSpecific, kind));
        });

    /// <summary>Constraints by the same numbers.</summary>
    internal HandmadeCertificate Constrain(
        (int Kind, byte[] Value)[]? permitted = null, (int Kind, byte[] Value)[]? excluded = null, bool isCritical = true) =>
        Set(NameConstraints, isCritical, writer =>
        {
            using var constraints = writer.PushSequence();
            WriteSubtrees(0, permitted);
            WriteSubtrees(1, excluded);

            void WriteSubtrees(int tag, (int Kind, byte[] Value)[]? subtrees)
            {
                if (subtrees is null) return;
                using var list = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, tag));
                foreach (var (kind, value) in subtrees)
                {
                    using var subtree = writer.PushSequence();
                    writer.WriteOctetString(value, new Asn1Tag(TagClass.ContextSpecific, kind));
                }
            }
        });

    internal static (int Kind, byte[] Value) Dns(string name) => (2, System.Text.Encoding.ASCII.GetBytes(name));

    internal static (int Kind, byte[] Value) Email(string name) => (1, System.Text.Encoding.ASCII.GetBytes(name));

    internal static (int Kind, byte[] Value) Uri(string name) => (6, System.Text.Encoding.ASCII.GetBytes(name));

    internal static (int Kind, byte[] Value) Network(params byte[] addressAndMask) => (7, addressAndMask);

    /// <summary>With its key, and the intermediates that a peer sends along.</summary>
    internal IssuedCertificate Issue(params HandmadeCertificate[] intermediates) =>
        new(Pem + string.Concat(intermediates.Select(intermediate => intermediate.Pem)), _key.ExportPkcs8PrivateKeyPem() + "\n");

    /// <summary>In DER: once, since each signature would be another. What is changed later changes nothing.</summary>
    internal byte[] Encode() => _encoded ??= EncodeOnce();

    private byte[] EncodeOnce()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (Version > 1)
            {
                using var version = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
                writer.WriteInteger(Version - 1);
            }
            WriteRaw(writer, UniversalTagNumber.Integer, SerialNumber);
            WriteAlgorithm(writer, NamesAnotherAlgorithm ? Sha384 : Sha256);
            (_issuer ?? this).WriteSubject(writer);
            using (writer.PushSequence())
            {
                writer.WriteUtcTime(NotBefore);
                writer.WriteUtcTime(NotAfter);
            }
            WriteSubject(writer);
            writer.WriteEncodedValue(_key.ExportSubjectPublicKeyInfo());
            if (Extensions.Count > 0)
            {
                using var wrapper = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3));
                using var list = writer.PushSequence();
                foreach (var (type, isCritical, value) in Extensions)
                {
                    using var extension = writer.PushSequence();
                    writer.WriteObjectIdentifier(type);
                    if (isCritical) writer.WriteBoolean(true);
                    writer.WriteOctetString(value);
                }
            }
        }
        var body = writer.Encode();
        var signature = (_issuer ?? this)._key.SignData(body, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        writer.Reset();
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(body);
            WriteAlgorithm(writer, Sha256);
            writer.WriteBitString(signature);
        }
        return writer.Encode();
    }

    public void Dispose() => _key.Dispose();

    private HandmadeCertificate AsAuthority() => SetBasicConstraints(true).SetKeyUsage(5, 6);

    private HandmadeCertificate AsPeer() => SetBasicConstraints(false).SetKeyUsage(0).Set(ExtendedKeyUsage, false, writer =>
    {
        using var list = writer.PushSequence();
        writer.WriteObjectIdentifier("1.3.6.1.5.5.7.3.2");
        writer.WriteObjectIdentifier("1.3.6.1.5.5.7.3.1");
    });

    private void WriteSubject(AsnWriter writer)
    {
        using var name = writer.PushSequence();
        foreach (var (type, encoding, value) in Subject)
        {
            using var set = writer.PushSetOf();
            using var attribute = writer.PushSequence();
            writer.WriteObjectIdentifier(type);
            WriteRaw(writer, encoding, value);
        }
    }

    /// <summary>As an octet string under another tag, so that nothing checks or changes the bytes.</summary>
    private static void WriteRaw(AsnWriter writer, UniversalTagNumber tag, byte[] value)
    {
        var inner = new AsnWriter(AsnEncodingRules.DER);
        inner.WriteOctetString(value);
        var bytes = inner.Encode();
        bytes[0] = (byte)tag;
        writer.WriteEncodedValue(bytes);
    }

    private static void WriteAlgorithm(AsnWriter writer, string algorithm)
    {
        using var identifier = writer.PushSequence();
        writer.WriteObjectIdentifier(algorithm);
    }
}
