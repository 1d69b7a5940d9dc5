namespace ActorTls.ProxyProtocol;

/// <summary>Whose connection a PROXY protocol header speaks of.</summary>
internal enum ProxyOrigin
{
    /// <summary>
    /// Nobody's that could be named (LOCAL, UNKNOWN, UNSPEC, datagrams): the addresses of the TCP connection itself count.
    /// </summary>
    Unknown,

    /// <summary>That of a client with an IP address.</summary>
    Ip,

    /// <summary>That of a client at a Unix domain socket, which has no address to tell.</summary>
    Unix,
}
