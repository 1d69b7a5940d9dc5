using Microsoft.Win32.SafeHandles;

namespace ActorTls.Tls.OpenSsl;

/// <summary>A session that a server gave a ticket for. A later connection of the same client context may resume it; with
/// TLS 1.3 one may, since OpenSSL's client uses a ticket once (RFC 8446 appendix C.4).</summary>
public sealed class TlsClientSession : SafeHandleZeroOrMinusOneIsInvalid
{
    internal TlsClientSession(nint session) : base(ownsHandle: true) => SetHandle(session);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibSsl.SSL_SESSION_free(handle);
        return true;
    }
}
