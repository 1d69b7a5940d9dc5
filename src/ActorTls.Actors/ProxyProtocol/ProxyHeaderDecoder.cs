using System.Diagnostics.CodeAnalysis;

namespace ActorTls.ProxyProtocol;

/// <summary>What the bytes so far come to.</summary>
internal enum ProxyDecodingStatus
{
    /// <summary>They are the beginning of a header: every one of them belongs to it.</summary>
    NeedsMore,

    /// <summary>They begin with a whole header.</summary>
    Done,

    /// <summary>No header begins like this.</summary>
    Invalid,
}

/// <summary>The result of a look at the first bytes of a connection.</summary>
/// <param name="Status">Which of the others count.</param>
/// <param name="Header">What the header says, when it is whole.</param>
/// <param name="Length">How many bytes it has; what follows is not the header's.</param>
/// <param name="Problem">What is wrong; a text of ours, with nothing of the peer's in it.</param>
internal readonly record struct ProxyDecoding(ProxyDecodingStatus Status, ProxyHeader? Header, int Length, string? Problem)
{
    public static readonly ProxyDecoding NeedsMore = new(ProxyDecodingStatus.NeedsMore, null, 0, null);

    /// <summary>Whether there is a whole header.</summary>
    [MemberNotNullWhen(true, nameof(Header))]
    public bool IsDone => Status == ProxyDecodingStatus.Done;

    public static ProxyDecoding Done(ProxyHeader header, int length) => new(ProxyDecodingStatus.Done, header, length, null);

    public static ProxyDecoding Invalid(string problem) => new(ProxyDecodingStatus.Invalid, null, 0, problem);
}

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
