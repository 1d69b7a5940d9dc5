using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorTls.Configuration;
using ActorTls.Tls.ServerNames;

namespace ActorTls.Tls.Certificates;

/// <summary>
/// Reads the names that a served certificate is for. A name that no client can ask for is left out with a warning. It is no error:
/// clients may accept the other names, and whoever configures the server did not always make the certificate.
/// </summary>
internal static class AlternativeNames
{
    private const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>The DNS names, in the form of <see cref="ServerNamePattern"/>.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="leftOut">Takes a description of each name that is left out; the description follows the word "has".</param>
    internal static List<string> Read(X509Certificate2 certificate, Action<string> leftOut)
    {
        var patterns = new List<string>();
        foreach (var extension in certificate.Extensions.Where(extension => extension.Oid?.Value == SubjectAlternativeName))
        {
            try
            {
                Read(extension.RawData, patterns, leftOut);
            }
            catch (AsnContentException)
            {
                leftOut("a subject alternative name that is malformed; what is behind the mistake");
            }
        }
        return patterns;
    }

    private static void Read(ReadOnlySpan<byte> extension, List<string> patterns, Action<string> leftOut)
    {
        AsnDecoder.ReadSequence(extension, AsnEncodingRules.BER, out var offset, out var length, out _);
        for (var names = extension.Slice(offset, length); !names.IsEmpty;)
        {
            var tag = AsnDecoder.ReadEncodedValue(names, AsnEncodingRules.BER, out var start, out var size, out var consumed);
            Add(tag, names.Slice(start, size), patterns, leftOut);
            names = names[consumed..];
        }
    }

    private static void Add(Asn1Tag tag, ReadOnlySpan<byte> name, List<string> patterns, Action<string> leftOut)
    {
        var kind = tag.TagClass != TagClass.ContextSpecific ? null : tag.TagValue switch
        {
            1 => "e-mail address",
            2 => "DNS name",
            6 => "URI",
            7 => "IP address",
            _ => null,
        };
        if (kind == "IP address")
        {
            if (name.Length is not (4 or 16)) leftOut($"the IP address {Convert.ToHexString(name)} of {name.Length} bytes, which");
        }
        else if (kind is not null && name.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E))
        {
            leftOut($"the {kind} \"{Show(name)}\", which is not printable ASCII and");
        }
        else if (kind == "DNS name")
        {
            if (ServerNamePattern.Parse(Encoding.ASCII.GetString(name)) is { } pattern) patterns.Add(pattern);
            else leftOut($"the DNS name \"{Show(name)}\", which is no host name and");
        }
    }

    private static string Show(ReadOnlySpan<byte> name) =>
        PrintableText.OneLine(Encoding.UTF8.GetString(name.Length > 256 ? name[..256] : name));
}
