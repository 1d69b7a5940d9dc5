using System.Net;

namespace ActorTls.Authentication;

/// <summary>What <see cref="CertificateReader"/> found. Ranges are places in the certificate.</summary>
internal struct CertificateFields
{
    public Range SerialNumber;
    public DateTimeOffset NotAfter;
    public Range SubjectPublicKeyInfo;
    public NameList<string> CommonNames;
    public NameList<string> OrganizationalUnits;
    public NameList<string> DnsNames;
    public NameList<string> Uris;
    public NameList<string> EmailAddresses;
    public NameList<IPAddress> IPAddresses;
    public int UnusableNames;
    public bool IsKept;
    public int UriCount;
    public bool HasSpiffeId;
    public int NameCount;
    public int NameBytes;
}
