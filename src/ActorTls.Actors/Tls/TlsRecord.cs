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
    /// What a step of the handshake's machinery costs after the handshake. A KeyUpdate takes two, and with an answer five, so that
    /// it costs about as much as a full record, and so do new keys.
    /// </summary>
    internal const int StepCost = 4 * 1024;

    /// <summary>What a read cost of a turn's budget.</summary>
    /// <param name="count">The bytes that it gave.</param>
    /// <param name="steps">The steps that it took besides.</param>
    internal static int CostOf(int count, int steps) => Math.Max(count, LeastCost) + (steps * StepCost);
}
