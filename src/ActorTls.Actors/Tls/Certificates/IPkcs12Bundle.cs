using ActorTls.Tls.Policies;

namespace ActorTls.Tls.Certificates;

/// <summary>
/// A PKCS #12 file (RFC 7292) in the form of an engine's library. Disposal gives back the file and the keys that were not taken.
/// Used by one thread.
/// </summary>
internal interface IPkcs12Bundle : IDisposable
{
    /// <summary>Once the file is open: every private key in it.</summary>
    IReadOnlyList<IPrivateKey> Keys { get; }

    /// <summary>Once the file is open: every certificate in it, in the order of the file.</summary>
    IReadOnlyList<ICertificate> Certificates { get; }

    /// <summary>Once the file is open: whether it holds a certificate that cannot be read.</summary>
    bool HasDamagedCertificate { get; }

    /// <summary>
    /// Verifies and decrypts the file. Without a password both forms of none are tried: an absent one, and an empty one.
    /// </summary>
    /// <param name="password">Null for none.</param>
    /// <param name="missingAlgorithm">
    /// Of a file that does not open: the encryption that the library lacks; null when the password is wrong or the file is damaged.
    /// </param>
    bool TryOpen(Password? password, out string? missingAlgorithm);

    /// <summary>The first key, which is the caller's from now on.</summary>
    IPrivateKey TakeKey();
}
