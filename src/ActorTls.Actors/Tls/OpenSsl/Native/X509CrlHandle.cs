using Microsoft.Win32.SafeHandles;

namespace ActorTls.Tls.OpenSsl.Native;

/// <summary>Owns one reference to an <c>X509_CRL</c>.</summary>
internal sealed class X509CrlHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public X509CrlHandle() : base(ownsHandle: true) { }

    internal X509CrlHandle(nint crl) : this() => SetHandle(crl);

    protected override bool ReleaseHandle()
    {
        LibCrypto.X509_CRL_free(handle);
        return true;
    }
}
