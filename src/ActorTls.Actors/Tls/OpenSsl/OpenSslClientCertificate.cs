using System.Collections.Immutable;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl;

/// <summary>A client certificate with its intermediates and key in OpenSSL's objects, which are counted by reference.</summary>
internal sealed class OpenSslClientCertificate : ITlsClientCertificate
{
    private readonly ImmutableArray<X509Handle> _chain;
    private readonly ImmutableArray<X509Handle> _issuers;
    private readonly PrivateKeyHandle _key;

    /// <exception cref="ArgumentException">A text is not what it should be, or the key is another certificate's.</exception>
    internal OpenSslClientCertificate(string certificatePem, string privateKeyPem)
    {
        _chain = OpenSslClientContext.ParseCertificates(certificatePem, "The certificate's PEM");
        _issuers = _chain[1..];
        try
        {
            _key = OpenSslClientContext.ParseKey(privateKeyPem, "The key's PEM");
            if (LibCrypto.X509_check_private_key(_chain[0], _key) == 1) return;
            LibCrypto.ERR_clear_error();
            throw new ArgumentException("The private key is not the certificate's.", nameof(privateKeyPem));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var certificate in _chain) certificate.Dispose();
        _key?.Dispose();
    }

    /// <summary>An <c>SSL*</c> shows this certificate, and takes references of its own.</summary>
    internal void UseFor(nint ssl) => ContextBuilder.UseCertificate(ssl, _chain[0], _issuers, _key);
}
