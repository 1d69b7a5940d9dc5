using Microsoft.Win32.SafeHandles;

namespace ActorTls.Tls.OpenSsl.Native;

/// <summary>Owns one reference to a fetched <c>EVP_CIPHER</c>.</summary>
internal sealed class CipherHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public CipherHandle() : base(ownsHandle: true) { }

    internal CipherHandle(nint cipher) : this() => SetHandle(cipher);

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_CIPHER_free(handle);
        return true;
    }
}
