using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.Pem;
using ActorTls.Tls.Policies;

namespace ActorTls.Actors.Tests.Tls.Managed;

/// <summary>
/// A library of .NET's own classes, and so all that a second engine has to bring for the loading of its policies. Whether it takes a
/// list it cannot try, so that tests say what comes of that.
/// </summary>
internal sealed class ManagedLibrary : IPolicyLibrary, ICertificateDecoder, IPrivateKeyDecoder
{
    public string Name => "Managed";

    public ICertificateDecoder Certificates => this;

    public IPrivateKeyDecoder Keys => this;

    internal List<string> Groups { get; } = ["X25519", "P-256", "P-384"];

    /// <summary>Named as the reason where something encrypted does not open.</summary>
    internal string? MissingAlgorithm { get; set; }

    /// <summary>Why no revocation list can be used.</summary>
    internal string? Refutation { get; set; }

    public bool SupportsGroup(string group) => Groups.Contains(group);

    public ICertificate? DecodeCertificate(ReadOnlySpan<byte> der)
    {
        try
        {
            return new ManagedCertificate(X509CertificateLoader.LoadCertificate(der));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public IRevocationList? DecodeRevocationList(ReadOnlySpan<byte> der) => ManagedRevocationList.TryRead(der.ToArray(), () => Refutation);

    public IPrivateKey? Decode(ReadOnlySpan<byte> der)
    {
        var content = der.ToArray();
        return Import(ECDsa.Create(), key => key.ImportPkcs8PrivateKey(content, out _)) ??
            Import(ECDsa.Create(), key => key.ImportECPrivateKey(content, out _)) ??
            Import(RSA.Create(), key => key.ImportPkcs8PrivateKey(content, out _)) ??
            Import(RSA.Create(), key => key.ImportRSAPrivateKey(content, out _));
    }

    public IPrivateKey? Decrypt(PemBlock block, ReadOnlySpan<byte> file, Password password, out string? missingAlgorithm)
    {
        var (content, secret) = (block.Content, password.Terminated[..password.Length].ToArray());
        var key = Import(ECDsa.Create(), key => key.ImportEncryptedPkcs8PrivateKey(secret, content, out _)) ??
            Import(RSA.Create(), key => key.ImportEncryptedPkcs8PrivateKey(secret, content, out _));
        missingAlgorithm = key is null ? MissingAlgorithm : null;
        return key;
    }

    public IPkcs12Bundle? DecodePkcs12(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0x30]) ? new ManagedBundle(content.ToArray(), () => MissingAlgorithm) : null;

    private static ManagedKey? Import<T>(T key, Action<T> import) where T : AsymmetricAlgorithm
    {
        try
        {
            import(key);
            return new ManagedKey(key);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }
}
