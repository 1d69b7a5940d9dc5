using System.Runtime.InteropServices;
using System.Text;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>
/// Checks name constraints on names to which OpenSSL does not apply them, or reads differently from others. Otherwise a CA that is limited
/// to some host names could put any other name into the subject, where a rule on the common name or the unit would match it.
/// </summary>
/// <remarks>
/// The <see cref="ImpliedNames"/> are put into a copy of the certificate as its alternative names, and OpenSSL decides on those.
/// A URI is replaced by its host, since OpenSSL looks for the end of a host at a colon that may be in the path.
/// </remarks>
internal static unsafe class ConstrainedNames
{
    /// <summary><c>X509_V_OK</c> when the names are within the constraints of every issuer, else OpenSSL's error.</summary>
    /// <param name="chain">The verified chain, a stack of certificates.</param>
    /// <param name="leaf">The first certificate of the chain, in DER.</param>
    /// <param name="document">The same certificate, parsed.</param>
    internal static int Verify(nint chain, byte[] leaf, CertificateDocument document)
    {
        var names = ImpliedNames.Encode(SubjectTexts(LibCrypto.OPENSSL_sk_value(chain, 0)), document.Uris);
        if (names.Length == 0) return Constants.X509_V_OK;
        using var probe = NativeCertificates.ParseCertificate(leaf);
        OpenSslException.ThrowIf(probe is null, "d2i_X509");
        Replace(probe!, names);
        for (var i = LibCrypto.OPENSSL_sk_num(chain) - 1; i > 0; i--)
        {
            var constraints = LibCrypto.X509_get_ext_d2i(
                LibCrypto.OPENSSL_sk_value(chain, i), Constants.NID_name_constraints, null, null);
            if (constraints == 0) continue;
            var result = LibCrypto.NAME_CONSTRAINTS_check(probe!, constraints);
            LibCrypto.NAME_CONSTRAINTS_free(constraints);
            if (result != Constants.X509_V_OK) return result;
        }
        return Constants.X509_V_OK;
    }

    private static void Replace(X509Handle certificate, byte[] names)
    {
        fixed (byte* start = names)
        {
            var position = start;
            var parsed = LibCrypto.d2i_GENERAL_NAMES(0, &position, new CLong(names.Length));
            OpenSslException.ThrowIf(parsed == 0, "d2i_GENERAL_NAMES");
            var added = LibCrypto.X509_add1_ext_i2d(
                certificate, Constants.NID_subject_alt_name, parsed, 0, new CULong(Constants.X509V3_ADD_REPLACE));
            LibCrypto.GENERAL_NAMES_free(parsed);
            OpenSslException.ThrowIf(added != 1, "X509_add1_ext_i2d");
        }
        // This makes OpenSSL read the extensions. An extension that it read before, or that is there twice, would hide the new one.
        OpenSslException.ThrowIf(LibCrypto.X509_check_purpose(certificate, -1, 0) != 1, "X509_check_purpose");
    }

    /// <summary>The common names and units, decoded as rules see them.</summary>
    private static List<string> SubjectTexts(nint certificate)
    {
        var texts = new List<string>();
        var subject = LibCrypto.X509_get_subject_name(certificate);
        for (var i = LibCrypto.X509_NAME_entry_count(subject) - 1; i >= 0; i--)
        {
            var entry = LibCrypto.X509_NAME_get_entry(subject, i);
            if (LibCrypto.OBJ_obj2nid(LibCrypto.X509_NAME_ENTRY_get_object(entry)) is
                not (Constants.NID_commonName or Constants.NID_organizationalUnitName)) continue;
            byte* text;
            var length = LibCrypto.ASN1_STRING_to_UTF8(&text, LibCrypto.X509_NAME_ENTRY_get_data(entry));
            if (length < 0) continue; // What is no text is no name of a rule either.
            texts.Add(Encoding.UTF8.GetString(text, length));
            LibCrypto.CRYPTO_free(text, null, 0);
        }
        LibCrypto.ERR_clear_error();
        return texts;
    }
}
