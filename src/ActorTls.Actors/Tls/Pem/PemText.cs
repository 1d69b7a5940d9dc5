using System.Collections.Immutable;
using System.Text;
using ActorTls.Tls.Certificates;

namespace ActorTls.Tls.Pem;

/// <summary>Reads certificates and keys that a program gives as PEM text. Other text is passed over.</summary>
internal static class PemText
{
    /// <summary>The certificates of a text, at least one, in its order.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="setting">What the text is, for the message.</param>
    /// <param name="decoder">Of the engine's library.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal static ImmutableArray<ICertificate> DecodeCertificates(string pem, string setting, ICertificateDecoder decoder)
    {
        using var file = PemFile.Parse(Encoding.UTF8.GetBytes(pem));
        ImmutableArray<ICertificate> certificates =
            [.. file.Blocks.Where(block => block.IsCertificate).Select(block => decoder.DecodeCertificate(block.Content)).OfType<ICertificate>()];
        return certificates.IsEmpty ? throw new ArgumentException($"{setting} holds no certificate.") : certificates;
    }

    /// <summary>The first private key of a text. The caller owns it.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="setting">What the text is, for the message.</param>
    /// <param name="decoder">Of the engine's library.</param>
    /// <exception cref="ArgumentException">There is none, or it cannot be read.</exception>
    internal static IPrivateKey DecodeKey(string pem, string setting, IPrivateKeyDecoder decoder)
    {
        using var file = PemFile.Parse(Encoding.UTF8.GetBytes(pem));
        var key = file.Blocks.Find(block => block.IsPrivateKey);
        return (key is null ? null : decoder.Decode(key.Content)) ?? throw new ArgumentException($"{setting} holds no private key.");
    }
}
