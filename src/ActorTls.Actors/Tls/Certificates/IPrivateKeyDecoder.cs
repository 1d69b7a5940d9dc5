using ActorTls.Tls.Pem;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.Certificates;

/// <summary>Makes private keys of a library from the content of files. Thread-safe. The caller owns the keys, and wipes the content.</summary>
internal interface IPrivateKeyDecoder
{
    /// <summary>A key in PKCS #8, PKCS #1 or SEC 1 form; null when the bytes are none that the library knows.</summary>
    IPrivateKey? Decode(ReadOnlySpan<byte> der);

    /// <summary>Decrypts a key in either of the usual forms: PKCS #8, or PEM with headers (RFC 1421). Null when it does not open.</summary>
    /// <param name="block">The encrypted key.</param>
    /// <param name="file">The PEM file in which the block stands.</param>
    /// <param name="password">Opens the key.</param>
    /// <param name="missingAlgorithm">
    /// Of a key that does not open: the encryption that the library lacks; null when the password is wrong or the key is damaged.
    /// </param>
    IPrivateKey? Decrypt(PemBlock block, ReadOnlySpan<byte> file, Password password, out string? missingAlgorithm);

    /// <summary>A PKCS #12 file, still closed; null when the bytes are none. The caller disposes of it.</summary>
    IPkcs12Bundle? DecodePkcs12(ReadOnlySpan<byte> content);
}
