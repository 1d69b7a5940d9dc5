using System.Buffers;

namespace ActorTls.Connections;

/// <summary>
/// A client that speaks HTTP to a port that speaks TLS is told so in its own language, as it would understand no alert. Nothing
/// of what it sent is in the answer.
/// </summary>
internal static class PlaintextRequest
{
    /// <summary>How much of a first message is looked at.</summary>
    public const int LongestStart = 8;

    private static readonly SearchValues<string> Methods = SearchValues.Create(
        ["GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "CONNECT ", "OPTIONS ", "TRACE ", "PATCH ", "PRI * "], StringComparison.Ordinal);

    /// <summary>The whole answer, after which the connection ends.</summary>
    public static ReadOnlySpan<byte> Answer =>
        "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nThis port speaks TLS; a request in plaintext was sent to it.\n"u8;

    /// <summary>Whether a first message begins as a request does: with a method in full and the space behind it.</summary>
    public static bool IsBegunBy(ReadOnlySpan<byte> start)
    {
        Span<char> text = stackalloc char[LongestStart];
        text = text[..Math.Min(start.Length, LongestStart)];
        for (var i = 0; i < text.Length; i++) text[i] = (char)start[i];
        return ((ReadOnlySpan<char>)text).IndexOfAny(Methods) == 0;
    }
}
