using System.Formats.Asn1;
using System.Globalization;
using System.Net;
using System.Text;

namespace ActorTls.Tls.Certificates;

/// <summary>
/// Names that a certificate has in effect, though they are not among its alternative names of that kind: text of the subject that looks
/// like a host name, an address, an e-mail address or a URI, and the host of each URI. Authorization rules may match such names, so the
/// name constraints of the issuers must hold for them.
/// </summary>
internal static class ImpliedNames
{
    private const int LongestHostName = 255;

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>The implied names as a SubjectAltName in DER; empty for no names.</summary>
    /// <param name="texts">The common names and organizational units of the subject.</param>
    /// <param name="uris">The URIs among the alternative names.</param>
    internal static byte[] Encode(List<string> texts, List<string> uris)
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

    /// <summary>
    /// Writes the host of a URI, as a URI that has nothing else. A URI without a host is left to the library, which refuses it where URIs
    /// are constrained.
    /// </summary>
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

    /// <summary>The host name, of two labels or more, that a text looks like, in ASCII; null when the text looks like none.</summary>
    private static string? HostName(string text)
    {
        // No name that a wildcard of a rule matches is longer, and IDNA takes quadratic time.
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
