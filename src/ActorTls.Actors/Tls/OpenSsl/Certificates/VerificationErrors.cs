using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>OpenSSL's texts for the errors of a verification. Thread-safe.</summary>
internal static class VerificationErrors
{
    private static readonly ConcurrentDictionary<int, string> Texts = new();

    /// <summary>The text of an error; the same object each time.</summary>
    internal static string TextOf(int error) => Texts.GetOrAdd(error, static code =>
        Marshal.PtrToStringUTF8(LibCrypto.X509_verify_cert_error_string(new CLong(code))) ?? $"error {code}");
}
