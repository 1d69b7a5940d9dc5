namespace ActorTls.ProxyProtocol;

/// <summary>The registered types that are sent or looked at, and the bits of <see cref="Ssl"/>'s first byte.</summary>
internal static class ProxyTlvTypes
{
    /// <summary><c>PP2_TYPE_ALPN</c>.</summary>
    public const byte Alpn = 0x01;

    /// <summary><c>PP2_TYPE_AUTHORITY</c>: the server name that the client sent.</summary>
    public const byte Authority = 0x02;

    /// <summary><c>PP2_TYPE_CRC32C</c>: over the whole header, with zeros in place of the checksum.</summary>
    public const byte Crc32C = 0x03;

    /// <summary><c>PP2_TYPE_NOOP</c>: padding.</summary>
    public const byte NoOperation = 0x04;

    /// <summary><c>PP2_TYPE_SSL</c>: client bits, the result of the verification (0 = verified), and vectors of its own.</summary>
    public const byte Ssl = 0x20;

    /// <summary><c>PP2_SUBTYPE_SSL_VERSION</c>.</summary>
    public const byte SslVersion = 0x21;

    /// <summary><c>PP2_SUBTYPE_SSL_CN</c>.</summary>
    public const byte SslCommonName = 0x22;

    /// <summary><c>PP2_SUBTYPE_SSL_CIPHER</c>.</summary>
    public const byte SslCipher = 0x23;

    /// <summary><c>PP2_CLIENT_SSL</c>: the client came over TLS.</summary>
    public const byte ClientSsl = 0x01;

    /// <summary><c>PP2_CLIENT_CERT_CONN</c>: it showed a certificate in this connection.</summary>
    public const byte ClientCertificateInConnection = 0x02;

    /// <summary><c>PP2_CLIENT_CERT_SESS</c>: it showed a certificate in the session, which may have been resumed.</summary>
    public const byte ClientCertificateInSession = 0x04;
}
