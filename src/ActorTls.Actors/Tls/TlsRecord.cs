namespace ActorTls.Tls;

/// <summary>The limits of a TLS record.</summary>
internal static class TlsRecord
{
    /// <summary>The most plaintext that one holds, in bytes (RFC 8446, section 5.1).</summary>
    internal const int LargestPlaintext = 16 * 1024;

    /// <summary>
    /// What a record costs of a turn's budget at the least, in bytes: opening it, handing it on and answering it take as long for
    /// a byte as for some kilobytes.
    /// </summary>
    internal const int LeastCost = 4 * 1024;

    /// <summary>
    /// What a step of the handshake's machinery costs after the handshake: new keys take as long as a full record.
    /// </summary>
    internal const int MessageCost = LargestPlaintext;

    /// <summary>What a read cost of a turn's budget.</summary>
    /// <param name="count">The bytes that it gave.</param>
    /// <param name="messages">The messages that it came upon besides.</param>
    internal static int CostOf(int count, int messages) => Math.Max(count, LeastCost) + (messages * MessageCost);
}
