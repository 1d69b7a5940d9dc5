using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;

namespace ActorTls.Tls.Certificates;

/// <summary>Names of certificates for messages.</summary>
internal static class CertificateText
{
    /// <summary>The subject, printable on one line.</summary>
    internal static string SubjectOf(byte[] der)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            return PrintableText.OneLine(certificate.Subject);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return "(unreadable subject)";
        }
    }

    /// <summary>A distinguished name in DER, printable on one line.</summary>
    internal static string NameOf(byte[] der)
    {
        try
        {
            return PrintableText.OneLine(new X500DistinguishedName(der).Name);
        }
        catch (CryptographicException)
        {
            return "(unreadable name)";
        }
    }
}
