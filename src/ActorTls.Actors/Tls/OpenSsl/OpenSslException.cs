using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl;

/// <summary>OpenSSL refused something that is no peer's doing: a setting that it does not take, or memory that it did not get.</summary>
public sealed class OpenSslException : TlsEngineException
{
    private OpenSslException(string message) : base(message) { }

    /// <summary>Throws with the first reason in this thread's error queue, and empties the queue.</summary>
    internal static void ThrowIf(bool failed, string function)
    {
        if (!failed) return;
        var reason = Marshal.PtrToStringUTF8(LibCrypto.ERR_reason_error_string(LibCrypto.ERR_peek_error()));
        LibCrypto.ERR_clear_error();
        throw new OpenSslException($"{function}: {reason ?? "no reason given"}");
    }
}
