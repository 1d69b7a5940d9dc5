namespace ActorTls.Authentication;

/// <summary>
/// The kinds of names. Of several that a rule's fields have matched, the peer is known by the one whose kind comes first here.
/// </summary>
public enum PeerNameKind
{
    /// <summary>A URI of the subject alternative name.</summary>
    Uri,

    /// <summary>A DNS name of the subject alternative name.</summary>
    Dns,

    /// <summary>A common name of the subject.</summary>
    CommonName,

    /// <summary>An e-mail address of the subject alternative name.</summary>
    Email,

    /// <summary>An IP address of the subject alternative name.</summary>
    Ip,

    /// <summary>The SHA-256 of the SubjectPublicKeyInfo, as <c>sha256//</c> and base64.</summary>
    SpkiSha256,

    /// <summary>An organizational unit of the subject. It names a group, so no peer is known by it.</summary>
    OrganizationalUnit,
}
