using ActorTls.Configuration;
using ActorTls.Tls.Certificates;

namespace ActorTls.Tls.Policies;

/// <summary>A list of <c>client-crl</c> or <c>server-crl</c>, and the file that holds it.</summary>
internal sealed class LoadedRevocationList(IRevocationList content, FileReference file)
{
    internal IRevocationList Content { get; } = content;

    internal FileReference File { get; } = file;

    /// <summary>The name of the CA that issued the list, for messages.</summary>
    internal string Issuer => CertificateText.NameOf(Content.IssuerName);

    internal bool IsInForce(DateTimeOffset now) => Content.ThisUpdate <= now && Content.NextUpdate > now;

    /// <summary>Whether a CA has the name that the list gives as its issuer's.</summary>
    internal bool Names(TrustAnchor authority) => Content.NamesAsIssuer(authority.Certificate);

    internal bool IsSignedBy(TrustAnchor authority) => Content.IsSignedBy(authority.Certificate);

    internal bool Revokes(TrustAnchor certificate) => Content.Revokes(certificate.Certificate);
}
