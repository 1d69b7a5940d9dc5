using System.Formats.Asn1;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ActorTls.Authentication;

/// <summary>
/// Decodes the text of names. A text that its encoding does not allow, or with a control character or a line break in
/// it, is none: whoever compares it might see another text than whoever wrote it. (A NUL in the middle was once read as
/// the end.)
/// </summary>
internal static class DirectoryString
{
    /// <summary>The text of an attribute value of a distinguished name, or null.</summary>
    public static string? TryDecode(Asn1Tag tag, ReadOnlySpan<byte> value)
    {
        if (tag.TagClass != TagClass.Universal || tag.IsConstructed) return null;
        var text = (UniversalTagNumber)tag.TagValue switch
        {
            UniversalTagNumber.UTF8String => Utf8.IsValid(value) ? Encoding.UTF8.GetString(value) : null,
            // Certificates hold characters that PrintableString does not have, such as "@", "*" and "_".
            UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String or
            UniversalTagNumber.VisibleString or UniversalTagNumber.NumericString =>
                Ascii.IsValid(value) ? Encoding.ASCII.GetString(value) : null,
            // Real T.61 is not used. Certificates have Latin-1 here, and every library reads it so.
            UniversalTagNumber.TeletexString => Encoding.Latin1.GetString(value),
            UniversalTagNumber.BMPString => DecodeWide(value, 2, Encoding.BigEndianUnicode),
            UniversalTagNumber.UniversalString => DecodeWide(value, 4, BigEndianUtf32),
            _ => null,
        };
        return text is { Length: > 0 } && IsPlain(text) ? text : null;
    }

    /// <summary>The text of an alternative name, which is printable ASCII, or null.</summary>
    public static string? TryDecodeAscii(ReadOnlySpan<byte> value) =>
        value.IsEmpty || value.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E) ? null : Encoding.ASCII.GetString(value);

    private static readonly UTF32Encoding BigEndianUtf32 = new(bigEndian: true, byteOrderMark: false);

    private static string? DecodeWide(ReadOnlySpan<byte> value, int unit, Encoding encoding) =>
        value.Length % unit == 0 ? encoding.GetString(value) : null;

    private static bool IsPlain(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // What a decoder could not decode, lone surrogates among it, is the replacement character.
            if (rune == Rune.ReplacementChar) return false;
            if (rune.IsAscii ? rune.Value is < 0x20 or 0x7F : IsUnwanted(Rune.GetUnicodeCategory(rune))) return false;
        }
        return true;
    }

    private static bool IsUnwanted(UnicodeCategory category) => category is
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
