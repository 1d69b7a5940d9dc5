namespace ActorTls.Tls;

/// <summary>The limits of a TLS record.</summary>
internal static class TlsRecord
{
    /// <summary>The most plaintext that one holds, in bytes (RFC 8446, section 5.1).</summary>
    internal const int LargestPlaintext = 16 * 1024;
}
