namespace ActorTls.Load.Comparison.Servers;

/// <summary>What a server does with the bytes that it has decrypted. Only like is compared with like.</summary>
internal enum ServerKind
{
    /// <summary>Sends them back itself.</summary>
    Echo,

    /// <summary>Passes them on to the plaintext echo service, and its answers back.</summary>
    Forward,
}
