using System.Security.Cryptography;
using System.Text;

namespace ActorTls.Tls;

/// <summary>One block of a PEM file. <see cref="IDisposable.Dispose"/> wipes it, for it may be a private key.</summary>
internal sealed class PemBlock(string label, byte[] content) : IDisposable
{
    /// <summary>Such as <c>CERTIFICATE</c>.</summary>
    internal string Label { get; } = label;

    /// <summary>DER.</summary>
    internal byte[] Content { get; } = content;

    internal bool IsCertificate => Label is "CERTIFICATE" or "X509 CERTIFICATE";

    internal bool IsEncryptedKey => Label == "ENCRYPTED PRIVATE KEY";

    /// <summary>Encrypted or not.</summary>
    internal bool IsPrivateKey => Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);

    public void Dispose() => CryptographicOperations.ZeroMemory(Content);
}

/// <summary>Takes PEM files apart (RFC 7468); text between the blocks is ignored, as is usual.</summary>
internal static class PemBlocks
{
    /// <summary>In the order of the file; empty when there is none. The caller disposes the blocks.</summary>
    internal static List<PemBlock> Parse(ReadOnlySpan<byte> file)
    {
        var blocks = new List<PemBlock>();
        var text = new char[file.Length];
        try
        {
            Encoding.Latin1.GetChars(file, text);
            var rest = text.AsSpan();
            while (PemEncoding.TryFind(rest, out var fields))
            {
                var content = new byte[fields.DecodedDataLength];
                Convert.TryFromBase64Chars(rest[fields.Base64Data], content, out _);
                blocks.Add(new PemBlock(rest[fields.Label].ToString(), content));
                rest = rest[fields.Location.End..];
            }
            return blocks;
        }
        finally
        {
            Array.Clear(text);
        }
    }

    /// <summary>How many keys there are in the older encrypted form (RFC 1421), which <see cref="Parse"/> passes over.</summary>
    internal static int CountTraditionallyEncrypted(ReadOnlySpan<byte> file) => file.Count("Proc-Type: 4,ENCRYPTED"u8);

    internal static void Dispose(IEnumerable<PemBlock> blocks)
    {
        foreach (var block in blocks) block.Dispose();
    }
}
