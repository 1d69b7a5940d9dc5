using ActorTls.Tls.OpenSsl.Native;
using Microsoft.Win32.SafeHandles;

namespace ActorTls.Tls.OpenSsl;

/// <summary>Owns one reference to an <c>SSL_SESSION</c>. OpenSSL's client resumes a session of TLS 1.3 only once.</summary>
internal sealed class OpenSslClientSession : SafeHandleZeroOrMinusOneIsInvalid, ITlsClientSession
{
    internal OpenSslClientSession(nint session) : base(ownsHandle: true) => SetHandle(session);

    protected override bool ReleaseHandle()
    {
        LibSsl.SSL_SESSION_free(handle);
        return true;
    }
}
