using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>Reads from OpenSSL's error queue why a decryption failed.</summary>
internal static unsafe class DecryptionErrors
{
    private const string DataPrefix = "Algorithm (";

    /// <summary>
    /// Empties the queue. Returns the algorithm that this OpenSSL lacks, or null when there is another reason. Most missing algorithms are
    /// in OpenSSL's legacy provider, which is never loaded here.
    /// </summary>
    internal static string? TakeMissingAlgorithm()
    {
        string? missing = null;
        while (true)
        {
            byte* data;
            int flags;
            var code = LibCrypto.ERR_get_error_all(null, null, null, &data, &flags).Value;
            if (code == 0) return missing;
            if ((int)(code >> 23 & 0xff) == Constants.ERR_LIB_EVP && (int)(code & 0x7fffff) == Constants.ERR_R_UNSUPPORTED)
                missing ??= NameIn(Marshal.PtrToStringUTF8((nint)data) ?? "");
        }
    }

    /// <summary>The name in a text such as "…, Algorithm (RC2-40-CBC : 0), Properties ()".</summary>
    private static string NameIn(string data)
    {
        var start = data.IndexOf(DataPrefix, StringComparison.Ordinal);
        var end = start < 0 ? -1 : data.IndexOf(" :", start, StringComparison.Ordinal);
        return end < 0 ? "an algorithm" : data[(start + DataPrefix.Length)..end];
    }
}
