using ActorTls.Tls.Certificates;
using Microsoft.Win32.SafeHandles;

namespace ActorTls.Tls.OpenSsl.Native;

/// <summary>Owns one reference to an <c>EVP_PKEY</c>; OpenSSL wipes the key when the last reference goes.</summary>
internal sealed class PrivateKeyHandle : SafeHandleZeroOrMinusOneIsInvalid, IPrivateKey
{
    public PrivateKeyHandle() : base(ownsHandle: true) { }

    internal PrivateKeyHandle(nint key) : this() => SetHandle(key);

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_PKEY_free(handle);
        return true;
    }
}
