using System.Security.Cryptography;

namespace ActorTls.Tls;

/// <summary>One block of a PEM file. <see cref="IDisposable.Dispose"/> wipes it, for it may be a private key.</summary>
/// <param name="label">Such as <c>CERTIFICATE</c>.</param>
/// <param name="content">DER; of a key in the older encrypted form, which has headers, what is encrypted.</param>
/// <param name="line">The line of its <c>-----BEGIN</c>, 1-based.</param>
/// <param name="place">Where it stands in the file, from its first dash to its last.</param>
internal sealed class PemBlock(string label, byte[] content, int line, Range place) : IDisposable
{
    /// <summary>Such as <c>CERTIFICATE</c>.</summary>
    internal string Label { get; } = label;

    /// <summary>DER.</summary>
    internal byte[] Content { get; } = content;

    /// <summary>The line of its <c>-----BEGIN</c>, 1-based.</summary>
    internal int Line { get; } = line;

    /// <summary>Where it stands in the file, from its first dash to its last.</summary>
    internal Range Place { get; } = place;

    internal bool IsCertificate => Label is "CERTIFICATE" or "X509 CERTIFICATE";

    internal bool IsRevocationList => Label == "X509 CRL";

    /// <summary>In PKCS #8, or in the older form (RFC 1421), which has headers.</summary>
    internal bool IsEncryptedKey => Label == "ENCRYPTED PRIVATE KEY" || IsTraditionallyEncrypted;

    /// <summary>In the older form; OpenSSL wants to see its headers too.</summary>
    internal bool IsTraditionallyEncrypted { get; init; }

    /// <summary>Encrypted or not.</summary>
    internal bool IsPrivateKey => Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);

    public void Dispose() => CryptographicOperations.ZeroMemory(Content);
}
