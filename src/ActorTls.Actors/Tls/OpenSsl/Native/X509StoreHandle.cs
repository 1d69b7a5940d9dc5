using Microsoft.Win32.SafeHandles;

namespace ActorTls.Tls.OpenSsl.Native;

/// <summary>Owns one reference to an <c>X509_STORE</c>.</summary>
internal sealed class X509StoreHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public X509StoreHandle() : base(ownsHandle: true) { }

    internal X509StoreHandle(nint store) : this() => SetHandle(store);

    protected override bool ReleaseHandle()
    {
        LibCrypto.X509_STORE_free(handle);
        return true;
    }
}
