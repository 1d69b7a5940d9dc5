using System.Formats.Asn1;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.OpenSsl.Revocation;

/// <summary>
/// Makes OpenSSL use a revocation list on a certificate of the list's CA, as it will in a handshake, so that a list that OpenSSL cannot use
/// is an error when it is loaded. The certificate is made up, which is possible because OpenSSL checks revocation before signatures.
/// </summary>
internal static unsafe class RevocationListProof
{
    private static readonly Lazy<ECDsa> Key = new(() => ECDsa.Create(ECCurve.NamedCurves.nistP256));

    [ThreadStatic] private static int s_error;
    [ThreadStatic] private static bool s_isAuthorityMadeUp;

    /// <summary>Why OpenSSL cannot use a list, in its words; null when it can.</summary>
    /// <param name="list">The list. Its times can be read.</param>
    /// <param name="scope">What the list is about.</param>
    /// <param name="authority">The CA that signed the list; null when that CA is unknown, and a CA is made up.</param>
    /// <param name="now">Seconds since 1970. A list that is not in force is tried as of a time when it is.</param>
    internal static string? Refute(OpenSslRevocationList list, RevocationListScope scope, X509Handle? authority, long now)
    {
        using var madeUp = authority is null ? MakeAuthority(list) : null;
        using var certificate = MakeCertificate(list, scope);
        s_isAuthorityMadeUp = authority is null;
        var error = Verify(list, authority ?? madeUp!, certificate, TimeInForce(list, now));
        return error == Constants.X509_V_OK ? null : VerificationErrors.TextOf(error);
    }

    private static long TimeInForce(OpenSslRevocationList list, long now)
    {
        var (start, end) = (list.ThisUpdate!.Value.ToUnixTimeSeconds(), list.NextUpdate!.Value.ToUnixTimeSeconds());
        return Math.Clamp(now, start, Math.Max(start, end - 1));
    }

    private static int Verify(OpenSslRevocationList list, X509Handle authority, X509Handle certificate, long time)
    {
        using var store = new X509StoreHandle(LibCrypto.X509_STORE_new());
        OpenSslException.ThrowIf(store.IsInvalid, "X509_STORE_new");
        OpenSslException.ThrowIf(LibCrypto.X509_STORE_add_cert(store, authority) != 1, "X509_STORE_add_cert");
        OpenSslException.ThrowIf(LibCrypto.X509_STORE_add_crl(store, list.Handle) != 1, "X509_STORE_add_crl");
        LibCrypto.X509_STORE_set_flags(store, new CULong(Constants.X509_V_FLAG_PARTIAL_CHAIN | Constants.X509_V_FLAG_CRL_CHECK));
        LibCrypto.X509_STORE_set_check_revocation(store, &OnCheck);
        LibCrypto.X509_STORE_set_check_issued(store, &OnIssued);

        var context = LibCrypto.X509_STORE_CTX_new();
        OpenSslException.ThrowIf(context == 0, "X509_STORE_CTX_new");
        try
        {
            OpenSslException.ThrowIf(
                LibCrypto.X509_STORE_CTX_init(context, store, certificate.DangerousGetHandle(), 0) != 1, "X509_STORE_CTX_init");
            LibCrypto.X509_STORE_CTX_set_time(context, new CULong(0), new CLong((nint)time));
            LibCrypto.X509_STORE_CTX_set_verify_cb(context, &OnOtherError);
            s_error = Constants.X509_V_OK;
            _ = LibCrypto.X509_verify_cert(context);
            return s_error;
        }
        finally
        {
            LibCrypto.X509_STORE_CTX_free(context);
            LibCrypto.ERR_clear_error();
        }
    }

    /// <summary>Makes the one CA in the store the issuer of the made-up certificate, although the certificate is not signed with a key of the CA's kind.</summary>
    [UnmanagedCallersOnly]
    private static int OnIssued(nint storeContext, nint certificate, nint issuer) => 1;

    [UnmanagedCallersOnly]
    private static int OnCheck(nint storeContext) => RevocationCheck.Run(storeContext, &OnError);

    [UnmanagedCallersOnly]
    private static int OnError(int accepted, nint storeContext)
    {
        if (accepted == 1 || s_error != Constants.X509_V_OK) return 1;
        var error = LibCrypto.X509_STORE_CTX_get_error(storeContext);
        // A made-up CA has not signed the list.
        if (!s_isAuthorityMadeUp || error != Constants.X509_V_ERR_CRL_SIGNATURE_FAILURE) s_error = error;
        return 1;
    }

    /// <summary>Ignores errors that are not about the list: the made-up certificate has faults of its own, such as its signature.</summary>
    [UnmanagedCallersOnly]
    private static int OnOtherError(int accepted, nint storeContext) => 1;

    /// <summary>A certificate of the list's CA within the list's scope. The list does not revoke it, since its serial number is longer than allowed.</summary>
    private static X509Handle MakeCertificate(OpenSslRevocationList list, RevocationListScope scope)
    {
        var request = new CertificateRequest("CN=proof of a revocation list", Key.Value, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(scope.OnlyAuthorities, false, 0, true));
        if (scope.DistributionPoint is { } point)
        {
            var extension = new AsnWriter(AsnEncodingRules.DER);
            using (extension.PushSequence())
            using (extension.PushSequence())
                extension.WriteEncodedValue(point);
            request.CertificateExtensions.Add(new X509Extension("2.5.29.31", extension.Encode(), false));
        }
        return Sign(request, list.IssuerName, [0x7f, .. RandomNumberGenerator.GetBytes(23)]);
    }

    /// <summary>A CA that can be the issuer of the list, as far as names and identifiers tell.</summary>
    private static X509Handle MakeAuthority(OpenSslRevocationList list)
    {
        var request = new CertificateRequest(new X500DistinguishedName(list.IssuerName), Key.Value, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (issuer, serial) = (list.IssuerName, (byte[])[1]);
        if (NativeCertificates.FindExtension(list.Handle, Constants.NID_authority_key_identifier) is { } encoded)
        {
            var identifier = new X509AuthorityKeyIdentifierExtension(encoded);
            if (identifier.KeyIdentifier is { } key) request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key.Span, false));
            if (identifier.NamedIssuer is { } name) issuer = name.RawData;
            if (identifier.SerialNumber is { Length: > 0 } number) serial = number.ToArray();
        }
        return Sign(request, issuer, serial);
    }

    private static X509Handle Sign(CertificateRequest request, byte[] issuer, byte[] serial)
    {
        using var certificate = request.Create(
            new X500DistinguishedName(issuer), X509SignatureGenerator.CreateForECDsa(Key.Value),
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), serial);
        return NativeCertificates.ParseCertificate(certificate.RawDataMemory.Span)
            ?? throw new InvalidOperationException("OpenSSL does not read a certificate that .NET made.");
    }
}
