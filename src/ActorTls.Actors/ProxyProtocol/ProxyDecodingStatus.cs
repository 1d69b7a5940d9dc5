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
