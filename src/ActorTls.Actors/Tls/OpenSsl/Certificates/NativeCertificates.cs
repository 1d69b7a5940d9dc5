using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>Makes OpenSSL's objects from DER, and reads times from them.</summary>
internal static unsafe class NativeCertificates
{
    /// <summary>Decodes a certificate; null when the bytes are none.</summary>
    internal static X509Handle? ParseCertificate(ReadOnlySpan<byte> der)
    {
        LibCrypto.ERR_clear_error();
        fixed (byte* start = der)
        {
            var position = start;
            var certificate = LibCrypto.d2i_X509(0, &position, new CLong(der.Length));
            return certificate == 0 ? null : WholeOrNull(new X509Handle(certificate), position, start, der);
        }
    }

    /// <summary>Decodes a private key in PKCS #8, PKCS #1 or SEC 1 form; null when the bytes are none.</summary>
    internal static PrivateKeyHandle? ParsePrivateKey(ReadOnlySpan<byte> der)
    {
        LibCrypto.ERR_clear_error();
        fixed (byte* start = der)
        {
            var position = start;
            var key = LibCrypto.d2i_AutoPrivateKey(0, &position, new CLong(der.Length));
            return key == 0 ? null : WholeOrNull(new PrivateKeyHandle(key), position, start, der);
        }
    }

    /// <summary>
    /// Decrypts the private key of a PEM file in either of the usual forms. Null when the key does not open; OpenSSL's error queue holds
    /// the reason then.
    /// </summary>
    internal static PrivateKeyHandle? DecryptPrivateKey(ReadOnlySpan<byte> pem, Password password)
    {
        LibCrypto.ERR_clear_error();
        fixed (byte* start = pem, terminated = password.Terminated)
        {
            var bio = LibCrypto.BIO_new_mem_buf(start, pem.Length);
            OpenSslException.ThrowIf(bio == 0, "BIO_new_mem_buf");
            // Without a callback the last argument is the password. Without both OpenSSL would ask at the terminal.
            var key = LibCrypto.PEM_read_bio_PrivateKey(bio, 0, 0, terminated);
            _ = LibCrypto.BIO_free(bio);
            return key == 0 ? null : new PrivateKeyHandle(key);
        }
    }

    /// <summary>The DER of a certificate; null when it cannot be encoded.</summary>
    internal static byte[]? Encode(X509Handle certificate)
    {
        var encoded = Encode(certificate.DangerousGetHandle());
        GC.KeepAlive(certificate);
        return encoded;
    }

    /// <summary>The DER of a certificate, which stays the caller's; null when it cannot be encoded.</summary>
    internal static byte[]? Encode(nint certificate)
    {
        var length = LibCrypto.i2d_X509(certificate, null);
        if (length <= 0) return null;
        var encoded = new byte[length];
        fixed (byte* start = encoded)
        {
            var position = start;
            return LibCrypto.i2d_X509(certificate, &position) == length ? encoded : null;
        }
    }

    /// <summary>Decodes a CRL; null when the bytes are none.</summary>
    internal static X509CrlHandle? ParseCrl(ReadOnlySpan<byte> der)
    {
        LibCrypto.ERR_clear_error();
        fixed (byte* start = der)
        {
            var position = start;
            var crl = LibCrypto.d2i_X509_CRL(0, &position, new CLong(der.Length));
            return crl == 0 ? null : WholeOrNull(new X509CrlHandle(crl), position, start, der);
        }
    }

    /// <summary>The DER of a name, which stays the caller's.</summary>
    internal static byte[] EncodeName(nint name)
    {
        var encoded = new byte[LibCrypto.i2d_X509_NAME(name, null)];
        fixed (byte* start = encoded)
        {
            var position = start;
            OpenSslException.ThrowIf(LibCrypto.i2d_X509_NAME(name, &position) != encoded.Length, "i2d_X509_NAME");
        }
        return encoded;
    }

    /// <summary>The content of an extension of a CRL, in DER; null when the CRL has no such extension.</summary>
    internal static byte[]? FindExtension(X509CrlHandle crl, int nid)
    {
        var index = LibCrypto.X509_CRL_get_ext_by_NID(crl, nid, -1);
        if (index < 0) return null;
        var data = LibCrypto.X509_EXTENSION_get_data(LibCrypto.X509_CRL_get_ext(crl, index));
        return new ReadOnlySpan<byte>(LibCrypto.ASN1_STRING_get0_data(data), LibCrypto.ASN1_STRING_length(data)).ToArray();
    }

    /// <summary>Null when bytes follow the object, for OpenSSL reads one object and ignores the rest.</summary>
    private static T? WholeOrNull<T>(T handle, byte* end, byte* start, ReadOnlySpan<byte> der) where T : SafeHandle
    {
        if (end == start + der.Length) return handle;
        handle.Dispose();
        return null;
    }

    /// <summary>The moment of an <c>ASN1_TIME</c>; null when there is none or it is malformed.</summary>
    internal static DateTimeOffset? ToTime(nint time) =>
        ToUnixTime(time) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>Seconds since 1970 of an <c>ASN1_TIME</c>; null when there is none or it is malformed.</summary>
    internal static long? ToUnixTime(nint time)
    {
        LibCrypto.BrokenDownTime parts;
        if (time == 0 || LibCrypto.ASN1_TIME_to_tm(time, &parts) != 1) return null;
        var year = parts.Year + 1900;
        if (year is < 1 or > 9999 || !IsInRange(parts)) return null;
        var moment = new DateTimeOffset(year, parts.Month + 1, parts.Day, parts.Hour, parts.Minute, 0, TimeSpan.Zero);
        return moment.ToUnixTimeSeconds() + parts.Second;
    }

    private static bool IsInRange(in LibCrypto.BrokenDownTime parts) =>
        parts is { Month: >= 0 and < 12, Hour: >= 0 and < 24, Minute: >= 0 and < 60, Second: >= 0 and <= 60 } &&
        parts.Day >= 1 && parts.Day <= DateTime.DaysInMonth(parts.Year + 1900, parts.Month + 1);
}
