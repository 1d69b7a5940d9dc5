using System.Runtime.InteropServices;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>
/// A PKCS #12 file. OpenSSL's <c>PKCS12_parse</c> takes the first key and ignores others, so this class examines the bags of the file one by
/// one. A certificate lives until the last reference to it goes.
/// </summary>
internal sealed unsafe class Pkcs12Bundle : IPkcs12Bundle
{
    private const int DeepestNesting = 8;

    private readonly List<PrivateKeyHandle> _keys = [];
    private readonly List<OpenSslCertificate> _certificates = [];
    private nint _bundle;

    private Pkcs12Bundle(nint bundle) => _bundle = bundle;

    public IReadOnlyList<IPrivateKey> Keys => _keys;

    public IReadOnlyList<ICertificate> Certificates => _certificates;

    public bool HasDamagedCertificate { get; private set; }

    /// <summary>Decodes a file; null when the bytes are none.</summary>
    internal static Pkcs12Bundle? Parse(ReadOnlySpan<byte> der)
    {
        LibCrypto.ERR_clear_error();
        fixed (byte* start = der)
        {
            var position = start;
            var bundle = LibCrypto.d2i_PKCS12(0, &position, new CLong(der.Length));
            if (bundle == 0) return null;
            if (position == start + der.Length) return new Pkcs12Bundle(bundle);
            LibCrypto.PKCS12_free(bundle); // The bytes that follow would be ignored.
            return null;
        }
    }

    public bool TryOpen(Password? password, out string? missingAlgorithm)
    {
        var opened = TryOpen(password);
        missingAlgorithm = opened ? null : DecryptionErrors.TakeMissingAlgorithm();
        return opened;
    }

    /// <summary>Opens the file; when false, OpenSSL's error queue holds the reason.</summary>
    private bool TryOpen(Password? password)
    {
        fixed (byte* given = password is null ? "\0"u8 : password.Terminated)
        {
            if (password is not null) return TryOpen(given, password.Length);
            return IsAuthentic(null, 0) && TryOpen(null, 0) || TryOpen(given, 0);
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
        if (_bundle != 0) LibCrypto.PKCS12_free(_bundle);
        _bundle = 0;
        Forget();
    }

    private void Forget()
    {
        foreach (var key in _keys) key.Dispose();
        _keys.Clear();
        _certificates.Clear();
        HasDamagedCertificate = false;
    }

    private bool TryOpen(byte* password, int length)
    {
        Forget(); // Another password may have opened a part of the file.
        LibCrypto.ERR_clear_error();
        if (!IsAuthentic(password, length)) return false;
        var safes = LibCrypto.PKCS12_unpack_authsafes(_bundle);
        if (safes == 0) return false;
        var opened = true;
        while (LibCrypto.OPENSSL_sk_pop(safes) is var safe and not 0)
        {
            opened = opened && TryOpenSafe(safe, password, length);
            LibCrypto.PKCS7_free(safe);
        }
        LibCrypto.OPENSSL_sk_free(safes);
        return opened;
    }

    /// <summary>Verifies the MAC. A file without a MAC passes: there the decryption itself shows a wrong password.</summary>
    private bool IsAuthentic(byte* password, int length) =>
        LibCrypto.PKCS12_mac_present(_bundle) == 0 || LibCrypto.PKCS12_verify_mac(_bundle, password, length) == 1;

    private bool TryOpenSafe(nint safe, byte* password, int length)
    {
        var bags = LibCrypto.PKCS12_unpack_p7data(safe);
        if (bags == 0)
        {
            LibCrypto.ERR_clear_error();
            bags = LibCrypto.PKCS12_unpack_p7encdata(safe, password, length);
        }
        if (bags == 0) return false;
        var opened = TryOpenBags(bags, password, length, DeepestNesting);
        while (LibCrypto.OPENSSL_sk_pop(bags) is var bag and not 0) LibCrypto.PKCS12_SAFEBAG_free(bag);
        LibCrypto.OPENSSL_sk_free(bags);
        return opened;
    }

    private bool TryOpenBags(nint bags, byte* password, int length, int levels)
    {
        for (var i = 0; i < LibCrypto.OPENSSL_sk_num(bags); i++)
        {
            var bag = LibCrypto.OPENSSL_sk_value(bags, i);
            var opened = LibCrypto.PKCS12_SAFEBAG_get_nid(bag) switch
            {
                Constants.NID_keyBag => TryAddKey(LibCrypto.PKCS12_SAFEBAG_get0_p8inf(bag)),
                Constants.NID_pkcs8ShroudedKeyBag => TryDecryptKey(bag, password, length),
                Constants.NID_certBag => TryAddCertificate(bag),
                Constants.NID_safeContentsBag =>
                    levels > 0 && TryOpenBags(LibCrypto.PKCS12_SAFEBAG_get0_safes(bag), password, length, levels - 1),
                _ => true, // CRLs and secrets are not needed.
            };
            if (!opened) return false;
        }
        return true;
    }

    private bool TryDecryptKey(nint bag, byte* password, int length)
    {
        var info = LibCrypto.PKCS12_decrypt_skey(bag, password, length);
        if (info == 0) return false;
        var added = TryAddKey(info);
        LibCrypto.PKCS8_PRIV_KEY_INFO_free(info); // This wipes the key.
        return added;
    }

    private bool TryAddKey(nint info)
    {
        var key = LibCrypto.EVP_PKCS82PKEY(info);
        if (key == 0) return false;
        _keys.Add(new PrivateKeyHandle(key));
        return true;
    }

    /// <summary>Adds a certificate; certificates of other kinds than X.509 are ignored.</summary>
    private bool TryAddCertificate(nint bag)
    {
        if (LibCrypto.PKCS12_SAFEBAG_get_bag_nid(bag) != Constants.NID_x509Certificate) return true;
        var certificate = LibCrypto.PKCS12_SAFEBAG_get1_cert(bag);
        if (certificate == 0) HasDamagedCertificate = true;
        else _certificates.Add(new OpenSslCertificate(new X509Handle(certificate)));
        return true;
    }
}
