using System.Security.Cryptography;
using System.Text;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.Pem;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>OpenSSL's readers of private keys.</summary>
internal sealed class OpenSslPrivateKeyDecoder : IPrivateKeyDecoder
{
    public IPrivateKey? Decode(ReadOnlySpan<byte> der) => NativeCertificates.ParsePrivateKey(der);

    public IPrivateKey? Decrypt(PemBlock block, ReadOnlySpan<byte> file, Password password, out string? missingAlgorithm)
    {
        var key = NativeCertificates.DecryptPrivateKey(LinesOf(block, file), password);
        missingAlgorithm = key is null ? DecryptionErrors.TakeMissingAlgorithm() : null;
        return key;
    }

    public IPkcs12Bundle? DecodePkcs12(ReadOnlySpan<byte> content) => Pkcs12Bundle.Parse(content);

    /// <summary>The block alone, as OpenSSL reads it: nothing may stand before -----BEGIN, not even a space.</summary>
    private static ReadOnlySpan<byte> LinesOf(PemBlock block, ReadOnlySpan<byte> file) => block.IsTraditionallyEncrypted
        ? file[block.Place]
        : Encoding.ASCII.GetBytes(PemEncoding.WriteString(block.Label, block.Content));
}
