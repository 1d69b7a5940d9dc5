namespace ActorTls.ProxyProtocol;

/// <summary>
/// Reads PROXY protocol headers of both versions, strictly: what is not exactly as specified is refused. It keeps no
/// state. The caller shows it all bytes so far, and again with more; an answer other than
/// <see cref="ProxyDecodingStatus.NeedsMore"/> comes as early as it is certain, and stays the same whatever follows.
/// </summary>
internal static class ProxyHeaderDecoder
{
    /// <summary>The longest header that is accepted; the specification wants all of it in one segment, of 536 bytes or more.</summary>
    public const int LongestHeader = 4096;

    /// <summary>Looks at the first bytes of a connection. Never throws.</summary>
    public static ProxyDecoding Decode(ReadOnlySpan<byte> received)
    {
        if (IsBeginningOf(received, TextHeader.Prefix)) return TextHeader.Decode(received);
        if (IsBeginningOf(received, BinaryHeader.Signature)) return BinaryHeader.Decode(received);
        return ProxyDecoding.Invalid("the connection does not begin with a PROXY header");
    }

    private static bool IsBeginningOf(ReadOnlySpan<byte> received, ReadOnlySpan<byte> expected)
    {
        var length = Math.Min(received.Length, expected.Length);
        return received[..length].SequenceEqual(expected[..length]);
    }
}
