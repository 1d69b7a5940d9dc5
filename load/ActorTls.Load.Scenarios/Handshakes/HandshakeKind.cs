namespace ActorTls.Load.Scenarios.Handshakes;

/// <summary>Which kind of handshake it is to be.</summary>
internal enum HandshakeKind
{
    Full,
    Mutual,
    Resumed,
}
