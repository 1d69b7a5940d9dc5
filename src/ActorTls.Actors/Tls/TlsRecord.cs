namespace ActorTls.Tls;

/// <summary>The limits of a TLS record.</summary>
internal static class TlsRecord
{
    /// <summary>The most plaintext that a record holds, in bytes (RFC 8446, section 5.1).</summary>
    internal const int LargestPlaintext = 16 * 1024;

    /// <summary>
    /// The least cost of a record, in bytes of a turn's budget. To open, deliver and answer a record of one byte takes as long as for some
    /// kilobytes.
    /// </summary>
    internal const int LeastCost = 4 * 1024;

    /// <summary>
    /// The cost of a step of the handshake's state machine after the handshake, in bytes of a turn's budget. A KeyUpdate takes two steps,
    /// and five with an answer, so it costs about as much as a full record. So does the change of keys itself.
    /// </summary>
    internal const int StepCost = 4 * 1024;

    /// <summary>The cost of a read, in bytes of a turn's budget.</summary>
    /// <param name="count">The bytes that the read gave.</param>
    /// <param name="steps">The steps that the read took besides.</param>
    internal static int CostOf(int count, int steps) => Math.Max(count, LeastCost) + (steps * StepCost);
}
