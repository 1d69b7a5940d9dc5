using Microsoft.Win32.SafeHandles;

namespace ActorTls.Tls.OpenSsl.Native;

/// <summary>Owns one reference to an <c>X509</c>.</summary>
internal sealed class X509Handle : SafeHandleZeroOrMinusOneIsInvalid
{
    public X509Handle() : base(ownsHandle: true) { }

    internal X509Handle(nint certificate) : this() => SetHandle(certificate);

    protected override bool ReleaseHandle()
    {
        LibCrypto.X509_free(handle);
        return true;
    }
}
