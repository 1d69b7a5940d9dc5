namespace ActorTls.Load.Comparison.Libssl;

/// <summary>Which kind of handshake it is.</summary>
internal enum MemoryHandshakeKind
{
    Full,
    Mutual,
    Resumed,
}
