using System.Formats.Asn1;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// Name constraints on names that OpenSSL does not hold them against, or not as others read them. A CA that is held to
/// some host names could else put any other into the subject, where a rule on the common name or the unit would take it for one.
/// </summary>
/// <remarks>
/// Each such name is put as an alternative name of its kind into a copy of the certificate, and OpenSSL decides on that: text of
/// the subject that looks like a host name, an address, an e-mail address or a URI; and the host of each URI, since
/// OpenSSL looks for the end of it at a colon that may be in the path.
/// </remarks>
internal static unsafe class ConstrainedNames
{
    private const int LongestHostName = 255;

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>0 when the names are within the constraints of every issuer, else the error of OpenSSL.</summary>
    /// <param name="chain">The verified chain, a stack of certificates.</param>
    /// <param name="leaf">The first of it in DER.</param>
    /// <param name="document">The same.</param>
    internal static int Verify(nint chain, byte[] leaf, CertificateDocument document)
    {
        var names = Encode(SubjectTexts(LibCrypto.OPENSSL_sk_value(chain, 0)), document.Uris);
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
        // Reads the extensions. One that was read before, or is there twice, would hide ours.
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
            if (length < 0) continue; // no text, so no name of any rule either
            texts.Add(Encoding.UTF8.GetString(text, length));
            LibCrypto.CRYPTO_free(text, null, 0);
        }
        LibCrypto.ERR_clear_error();
        return texts;
    }

    /// <summary>A SubjectAltName; empty for no names.</summary>
    private static byte[] Encode(List<string> texts, List<string> uris)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        var count = 0;
        using (writer.PushSequence())
        {
            foreach (var text in texts) count += WriteSubjectText(writer, text);
            foreach (var uri in uris) count += WriteHost(writer, uri);
        }
        return count == 0 ? [] : writer.Encode();
    }

    private static int WriteSubjectText(AsnWriter writer, string text)
    {
        if ((text.Contains(':', StringComparison.Ordinal) || (text.All(c => char.IsAsciiDigit(c) || c == '.') && text.Count(c => c == '.') == 3)) && IPAddress.TryParse(text, out var address))
            return Write(writer, 7, address.GetAddressBytes());
        if (text.Contains("://", StringComparison.Ordinal)) return WriteHost(writer, text);
        if (text.Contains('@', StringComparison.Ordinal)) return Write(writer, 1, Encoding.UTF8.GetBytes(text));
        return HostName(text) is { } host ? Write(writer, 2, Encoding.ASCII.GetBytes(host)) : 0;
    }

    /// <summary>Of a URI with a host, the same host in a URI that has nothing else. Others OpenSSL refuses where URIs are constrained.</summary>
    private static int WriteHost(AsnWriter writer, string uri)
    {
        var start = uri.IndexOf("://", StringComparison.Ordinal);
        if (start < 0) return 0;
        var authority = uri[(start + 3)..];
        var end = authority.AsSpan().IndexOfAny("/?#\\");
        if (end >= 0) authority = authority[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        // RFC 5280, section 4.2.1.10: a constraint is on host names, and an address does not meet it.
        var isAddress = authority.StartsWith('[') || IPAddress.TryParse(colon < 0 ? authority : authority[..colon], out _);
        if (colon >= 0) authority = authority[..colon];
        return Write(writer, 6, Encoding.UTF8.GetBytes(isAddress ? "x:" : $"x://{authority}/"));
    }

    /// <summary>The host name that a text looks like, in ASCII: two labels or more; null when it looks like none.</summary>
    private static string? HostName(string text)
    {
        // No name of a rule with a star is longer, and IDNA takes quadratic time.
        if (text.Length > LongestHostName) return null;
        if (text.EndsWith('.')) text = text[..^1];
        if (text.StartsWith("*.", StringComparison.Ordinal)) text = text[2..];
        try
        {
            if (!Ascii.IsValid(text)) text = Idn.GetAscii(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
        var labels = text.Split('.');
        return labels.Length > 1 && labels.All(label => label.Length > 0 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '*'))
            ? text
            : null;
    }

    private static int Write(AsnWriter writer, int kind, byte[] value)
    {
        writer.WriteOctetString(value, new Asn1Tag(TagClass.ContextSpecific, kind));
        return 1;
    }
}
