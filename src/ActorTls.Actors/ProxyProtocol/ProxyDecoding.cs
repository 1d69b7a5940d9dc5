using System.Diagnostics.CodeAnalysis;

namespace ActorTls.ProxyProtocol;

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
