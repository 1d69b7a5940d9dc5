using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using ActorTls.Configuration;

namespace ActorTls.Authentication;

/// <summary>
/// Who a peer is, as its verified certificate says. Immutable and thread-safe. The names are the peer's own data: any
/// text, but decoded, and never with control characters; what is not such text counts in <see cref="UnusableNames"/>.
/// </summary>
public sealed class PeerIdentity
{
    private const int LongestDisplayName = 128;

    // Only so much of the certificate is kept: an identity lives as long as its connection.
    private readonly byte[] _serialNumber;
    private readonly byte[] _spkiSha256;
    private readonly CertificateFields _fields;
    private string? _displayName;

    private PeerIdentity(ReadOnlySpan<byte> certificate, CertificateFields fields)
    {
        _serialNumber = certificate[fields.SerialNumber].ToArray();
        _spkiSha256 = certificate.IsEmpty ? [] : SHA256.HashData(certificate[fields.SubjectPublicKeyInfo]);
        _fields = fields;
    }

    /// <summary>A peer that showed no certificate.</summary>
    public static PeerIdentity Anonymous { get; } = new([], default);

    /// <summary>Whether the peer showed no certificate. Then there are no names, and no other property says anything.</summary>
    public bool IsAnonymous => _spkiSha256.Length == 0;

    /// <summary>The common names of the subject, in its order.</summary>
    public ImmutableArray<string> CommonNames => _fields.CommonNames.ToImmutable();

    /// <summary>The organizational units of the subject, in its order.</summary>
    public ImmutableArray<string> OrganizationalUnits => _fields.OrganizationalUnits.ToImmutable();

    /// <summary>The DNS names of the subject alternative name; ASCII.</summary>
    public ImmutableArray<string> DnsNames => _fields.DnsNames.ToImmutable();

    /// <summary>The URIs of the subject alternative name; ASCII, as written.</summary>
    public ImmutableArray<string> Uris => _fields.Uris.ToImmutable();

    /// <summary>The e-mail addresses of the subject alternative name; ASCII. Those in the subject are not looked at.</summary>
    public ImmutableArray<string> EmailAddresses => _fields.EmailAddresses.ToImmutable();

    /// <summary>The IP addresses of the subject alternative name, as written: an IPv4-mapped one is an IPv6 address here.</summary>
    public ImmutableArray<IPAddress> IPAddresses => _fields.IPAddresses.ToImmutable();

    /// <summary>
    /// How many of those names were left out, because they hold NUL or another control character, or bytes that their
    /// encoding does not allow.
    /// </summary>
    public int UnusableNames => _fields.UnusableNames;

    /// <summary>The serial number in hexadecimal, as the bytes stand in the certificate.</summary>
    public string SerialNumber => Convert.ToHexString(_serialNumber);

    /// <summary>The end of the certificate's validity.</summary>
    public DateTimeOffset NotAfter => _fields.NotAfter;

    /// <summary>The SHA-256 of the SubjectPublicKeyInfo: the same for every certificate of one key.</summary>
    public ReadOnlyMemory<byte> SpkiSha256 => _spkiSha256;

    /// <summary>
    /// One name for logs: the common name, else the first alternative name, else the serial number; printable, on one
    /// line, and of 128 characters or a little more. Not for decisions.
    /// </summary>
    public string DisplayName => _displayName ??= ChooseDisplayName();

    /// <summary>Reads what is needed of a certificate in DER. Verifies nothing.</summary>
    /// <exception cref="InvalidCertificateException">It is not a certificate, or not one that can be understood.</exception>
    public static PeerIdentity FromCertificate(ReadOnlySpan<byte> der) =>
        new(der, CertificateReader.Read(der));

    /// <inheritdoc/>
    public override string ToString() => DisplayName;

    private string ChooseDisplayName()
    {
        if (IsAnonymous) return "anonymous";
        var name =
            FirstOf(CommonNames) ?? FirstOf(DnsNames) ?? FirstOf(Uris) ?? FirstOf(EmailAddresses) ??
            (IPAddresses.Length > 0 ? IPAddresses[0].ToString() : $"serial {SerialNumber}");
        return PrintableText.OneLine(name.Length <= LongestDisplayName ? name : name[..LongestDisplayName] + "…");
    }

    private static string? FirstOf(ImmutableArray<string> names) => names.Length > 0 ? names[0] : null;
}
