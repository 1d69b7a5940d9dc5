using Microsoft.Win32.SafeHandles;

namespace ActorTls.Tls.OpenSsl;

/// <summary>Owns one reference to an <c>SSL_CTX</c>. Connections hold references of their own.</summary>
internal sealed class SslContextHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public SslContextHandle() : base(ownsHandle: true) { }

    internal SslContextHandle(nint context) : this() => SetHandle(context);

    protected override bool ReleaseHandle()
    {
        LibSsl.SSL_CTX_free(handle);
        return true;
    }
}

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

/// <summary>Owns one reference to an <c>EVP_PKEY</c>; OpenSSL wipes the key when the last one goes.</summary>
internal sealed class PrivateKeyHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public PrivateKeyHandle() : base(ownsHandle: true) { }

    internal PrivateKeyHandle(nint key) : this() => SetHandle(key);

    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_PKEY_free(handle);
        return true;
    }
}

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
