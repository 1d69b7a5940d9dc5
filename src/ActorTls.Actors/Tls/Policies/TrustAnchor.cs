using ActorTls.Configuration;
using ActorTls.Tls.Certificates;

namespace ActorTls.Tls.Policies;

/// <summary>A certificate of <c>client-ca</c> or <c>server-ca</c>, and the file that holds it.</summary>
internal sealed record TrustAnchor(ICertificate Certificate, FileReference File, string Subject)
{
    /// <summary>Whether the anchor signed a certificate, as far as names, identifiers and the signature tell.</summary>
    internal bool HasIssued(TrustAnchor other) =>
        other.Certificate.NamesAsIssuer(Certificate) && other.Certificate.IsSignedBy(Certificate);
}
