using System.Security.Cryptography;

namespace ActorTls.Tls.Pem;

/// <summary>One block of a PEM file. <see cref="IDisposable.Dispose"/> wipes the content, which may be a private key.</summary>
/// <param name="label">Such as <c>CERTIFICATE</c>.</param>
/// <param name="content">DER; the encrypted bytes of a key in the older form with headers.</param>
/// <param name="line">The line of <c>-----BEGIN</c>, 1-based.</param>
/// <param name="place">The block in the file, from its first dash to its last.</param>
internal sealed class PemBlock(string label, byte[] content, int line, Range place) : IDisposable
{
    /// <summary>Such as <c>CERTIFICATE</c>.</summary>
    internal string Label { get; } = label;

    /// <summary>DER; the encrypted bytes of a key in the older form with headers.</summary>
    internal byte[] Content { get; } = content;

    /// <summary>The line of <c>-----BEGIN</c>, 1-based.</summary>
    internal int Line { get; } = line;

    /// <summary>The block in the file, from its first dash to its last.</summary>
    internal Range Place { get; } = place;

    internal bool IsCertificate => Label is "CERTIFICATE" or "X509 CERTIFICATE";

    internal bool IsRevocationList => Label == "X509 CRL";

    /// <summary>Whether the block is an encrypted key: in PKCS #8, or in the older form with headers (RFC 1421).</summary>
    internal bool IsEncryptedKey => Label == "ENCRYPTED PRIVATE KEY" || IsTraditionallyEncrypted;

    /// <summary>Whether the block is an encrypted key in the older form, whose headers are needed to decrypt it.</summary>
    internal bool IsTraditionallyEncrypted { get; init; }

    /// <summary>Whether the block is a private key, encrypted or not.</summary>
    internal bool IsPrivateKey => Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);

    public void Dispose() => CryptographicOperations.ZeroMemory(Content);
}
