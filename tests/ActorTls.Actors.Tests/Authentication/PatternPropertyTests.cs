using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ActorTls.Authentication;
using CsCheck;

namespace ActorTls.Actors.Tests.Authentication;

/// <summary>Patterns against plain, slow oracles, over small alphabets that meet the interesting cases often.</summary>
public sealed class PatternPropertyTests
{
    private static readonly Gen<string> Pieces = OneOf("a", "A", "b", "bb", "*", "**", "a*", "", ".", "..", "%2e", "-", "_", " ", "ü", "\0");

    [Fact]
    public void A_label_pattern_does_what_its_regular_expression_would() =>
        Gen.Select(Joined("."), Joined("."), Gen.Bool, Gen.Bool).Sample((pattern, other, ignoreCase, isLikely) =>
        {
            // Half of the names come out of the pattern, so that many match.
            var name = isLikely ? pattern.Replace("*", "b") : other;
            var comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            if (!LabelPattern.TryParse(pattern, comparison, out var parsed, out _)) return true;
            var expression = string.Join(@"\.", pattern.Split('.').Select(label => label == "*" ? "[A-Za-z0-9_-]{1,63}" : Regex.Escape(label)));
            var options = RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
            return parsed.Matches(name) == Regex.IsMatch(name, $@"\A{expression}\z", options);
        }, iter: 50_000);

    [Fact]
    public void A_label_pattern_without_stars_matches_itself() =>
        Joined(".").Where(text => !text.Contains('*')).Sample(text =>
            !LabelPattern.TryParse(text, StringComparison.Ordinal, out var parsed, out _) || parsed.Matches(text));

    [Fact]
    public void A_uri_pattern_does_what_its_regular_expression_would()
    {
        const string Segment = @"(?!\.{1,2}(/|\z))[-A-Za-z0-9._~!$&'()+,;=:@]+";
        var uri = Gen.Select(OneOf("s://h", "S://H", "s://h.i", "s://", "t://h", "s:h"), OneOf("", "/"), Joined("/"),
            (prefix, slash, path) => prefix + slash + path);

        Gen.Select(uri, uri, Gen.Bool, OneOf("", "/a", "/a/b", "/..")).Sample((pattern, other, isLikely, rest) =>
        {
            var name = isLikely ? pattern.Replace("/**", rest).Replace("*", "b") : other;
            if (!UriPattern.TryParse(pattern, out var parsed, out _)) return true;
            if (!pattern.Contains("://")) return parsed.Matches(name) == (pattern == name);
            var slash = pattern.IndexOf('/', pattern.IndexOf("://") + 3);
            var prefix = slash < 0 ? pattern : pattern[..slash];
            var segments = slash < 0 ? [] : pattern[(slash + 1)..].Split('/');
            var expression = $"(?i:{Regex.Escape(prefix)})" + string.Concat(segments.Select(segment => segment switch
            {
                "*" => $"/{Segment}",
                "**" => $"(/{Segment})+",
                _ => "/" + Regex.Escape(segment),
            }));
            return parsed.Matches(name) == Regex.IsMatch(name, $@"\A{expression}\z", RegexOptions.CultureInvariant);
        }, iter: 50_000);
    }

    [Fact]
    public void A_range_does_what_its_bits_say()
    {
        var address = Gen.OneOf(
            Gen.Byte.Array[4],
            Gen.Byte.Array[16],
            Gen.Byte.Array[4].Select(bytes => new IPAddress(bytes).MapToIPv6().GetAddressBytes()));

        Gen.Select(address, Gen.Int[0, 128], Gen.Int[0, 128], address).Sample((network, length, flip, other) =>
        {
            length = Math.Min(length, network.Length * 8);
            for (var bit = length; bit < network.Length * 8; bit++) network[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            // Half of the time an address that differs in one bit.
            var candidate = flip % 2 == 0 ? other : network.ToArray();
            if (flip % 2 == 1 && flip < candidate.Length * 8) candidate[flip / 8] ^= (byte)(0x80 >> (flip % 8));

            var text = $"{new IPAddress(network)}/{length}";
            Assert.True(AddressPattern.TryParseForPeers(text, out var parsed, out _));
            Assert.Equal(IsInRange(network, length, candidate), parsed.MatchesPeer(new IPAddress(candidate)));

            // Of a certificate the bytes are compared as they are, and a mapped address is none.
            var isClear = AddressPattern.TryParseForCertificates(text, out var exact, out _);
            Assert.NotEqual(IsMapped(network) && length >= 96, isClear);
            return !isClear || exact!.MatchesCertificate(new IPAddress(candidate)) ==
                (!IsMapped(candidate) && network.Length == candidate.Length && Enumerable.Range(0, length).All(bit => Bit(network, bit) == Bit(candidate, bit)));
        }, iter: 50_000);
    }

    [Fact]
    public void No_pattern_matches_a_name_with_a_control_character() =>
        Gen.Select(Joined("."), Gen.Char['\0', '\u001F'], Gen.Int[0, 20]).Sample((text, control, position) =>
        {
            var name = text.Insert(Math.Min(position, text.Length), control.ToString());
            var identity = PeerIdentity.FromCertificate(RawCertificate.WithNames((2, Encoding.UTF8.GetBytes(name)), (6, Encoding.UTF8.GetBytes("s://h/" + name))));
            return identity.DnsNames.IsEmpty && identity.Uris.IsEmpty && identity.UnusableNames == 2;
        });

    private static bool IsInRange(byte[] network, int length, byte[] candidate)
    {
        var (wide, wideLength) = Widen(network, length);
        var (other, _) = Widen(candidate, 0);
        // An IPv6 range holds no IPv4 addresses, not even one that begins in front of them all.
        if (IsMapped(other) && wideLength < 96) return false;
        return Enumerable.Range(0, wideLength).All(bit => Bit(wide, bit) == Bit(other, bit));
    }

    private static (byte[] Bytes, int Length) Widen(byte[] address, int length) =>
        address.Length == 16 ? (address, length) : ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, .. address], length + 96);

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static bool IsMapped(byte[] address) => new IPAddress(address).IsIPv4MappedToIPv6;

    private static bool Bit(byte[] bytes, int bit) => (bytes[bit / 8] & (0x80 >> (bit % 8))) != 0;

    private static Gen<string> Joined(string separator) => Pieces.Array[1, 4].Select(pieces => string.Join(separator, pieces));
}
