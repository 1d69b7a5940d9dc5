using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.Policies;

namespace ActorTls.Actors.Tests.Tls.Managed;

/// <summary>A PKCS #12 file that .NET reads.</summary>
internal sealed class ManagedBundle(byte[] content, Func<string?> missingAlgorithm) : IPkcs12Bundle
{
    private readonly List<IPrivateKey> _keys = [];
    private readonly List<ManagedCertificate> _certificates = [];

    public IReadOnlyList<IPrivateKey> Keys => _keys;

    public IReadOnlyList<ICertificate> Certificates => _certificates;

    public bool HasDamagedCertificate => false;

    public bool TryOpen(Password? password, out string? missing)
    {
        missing = null;
        try
        {
            var text = password is null ? null : Encoding.UTF8.GetString(password.Terminated[..password.Length]);
            foreach (var certificate in X509CertificateLoader.LoadPkcs12Collection(content, text))
            {
                _certificates.Add(new ManagedCertificate(X509CertificateLoader.LoadCertificate(certificate.RawData)));
                if (certificate.GetECDsaPrivateKey() is { } key) _keys.Add(new ManagedKey(key));
                certificate.Dispose();
            }
            return true;
        }
        catch (CryptographicException)
        {
            missing = missingAlgorithm();
            return false;
        }
    }

    public IPrivateKey TakeKey()
    {
        var key = _keys[0];
        _keys.RemoveAt(0);
        return key;
    }

    public void Dispose()
    {
        foreach (var key in _keys) key.Dispose();
    }
}
