using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ActorTls.Configuration;

namespace ActorTls.Authentication;

/// <summary>
/// Who a peer is, as its verified certificate says. Immutable and thread-safe. The names are the peer's own data: any
/// text, but decoded, and never with control characters; what is not such text counts in <see cref="UnusableNames"/>.
/// </summary>
public sealed class PeerIdentity
{
    private const int LongestDisplayName = 256;

    // Only so much of the certificate is kept: an identity lives as long as its connection.
    private readonly byte[] _serialNumber;
    private readonly byte[] _spkiSha256;
    private readonly CertificateFields _fields;
    private readonly PeerName? _admitted;
    private string? _displayName;

    private PeerIdentity(ReadOnlySpan<byte> certificate, CertificateFields fields)
    {
        _serialNumber = certificate[fields.SerialNumber].ToArray();
        _spkiSha256 = certificate.IsEmpty ? [] : SHA256.HashData(certificate[fields.SubjectPublicKeyInfo]);
        _fields = fields;
    }

    private PeerIdentity(PeerIdentity other, PeerName name)
    {
        _serialNumber = other._serialNumber;
        _spkiSha256 = other._spkiSha256;
        _fields = other._fields;
        _admitted = name;
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
    /// The name that the peer is known by: that which the rule that admitted it has matched. Where no rule's name decided (with
    /// <c>allow = any</c>, by an organizational unit, before the decision) the first URI, else the first DNS name, the first
    /// common name, or the hash of the key.
    /// </summary>
    public PeerName Name => _admitted ?? FirstName();

    /// <summary>
    /// <see cref="Name"/> for people; printable, on one line, and of 256 characters or a little more: a longer one ends in
    /// its hash. Not for decisions.
    /// </summary>
    public string DisplayName => _displayName ??= PrintableText.OneLine(LogName);

    /// <summary>As <see cref="DisplayName"/>, but with every character as it is, for loggers, which escape what they write.</summary>
    internal string LogName => IsAnonymous ? "anonymous" : Shorten(Name.Value);

    /// <summary>The common name to pass on to others; null when it is not clear which one that would be.</summary>
    internal string? NameForUpstreams =>
        _admitted is { Kind: not PeerNameKind.SpkiSha256 } name ? name.Value :
        CommonNames.Length == 1 ? CommonNames[0] :
        _admitted is null && !IsAnonymous && FirstName() is { Kind: not PeerNameKind.SpkiSha256 } first ? first.Value : null;

    /// <summary>The same peer, known by the name that it was admitted by.</summary>
    internal PeerIdentity AdmittedAs(PeerName? name) => name is null ? this : new PeerIdentity(this, name.Value);

    /// <summary>Reads what is needed of a certificate in DER. Verifies nothing.</summary>
    /// <exception cref="InvalidCertificateException">It is not a certificate, or not one that can be understood.</exception>
    public static PeerIdentity FromCertificate(ReadOnlySpan<byte> der) =>
        new(der, CertificateReader.Read(der, isKept: true));

    /// <summary>The same of a server, which is looked at and not kept, and may have as many names as it likes.</summary>
    internal static PeerIdentity FromServerCertificate(ReadOnlySpan<byte> der) =>
        new(der, CertificateReader.Read(der, isKept: false));

    /// <inheritdoc/>
    public override string ToString() => DisplayName;

    private PeerName FirstName() =>
        Uris.Length > 0 ? new PeerName(PeerNameKind.Uri, Uris[0]) :
        DnsNames.Length > 0 ? new PeerName(PeerNameKind.Dns, DnsNames[0]) :
        CommonNames.Length > 0 ? new PeerName(PeerNameKind.CommonName, CommonNames[0]) :
        new PeerName(PeerNameKind.SpkiSha256, SpkiHash.Format(_spkiSha256));

    // Two long names that begin alike do not look alike.
    private static string Shorten(string name)
    {
        if (name.Length <= LongestDisplayName) return name;
        var end = char.IsHighSurrogate(name[LongestDisplayName - 1]) ? LongestDisplayName - 1 : LongestDisplayName;
        return $"{name[..end]}… (SHA-256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))})";
    }
}
