namespace ActorTls.ProxyProtocol;

/// <summary>Whose connection a PROXY protocol header speaks of.</summary>
internal enum ProxyOrigin
{
    /// <summary>
    /// The header names no client (LOCAL, UNKNOWN, UNSPEC, datagrams): the addresses of the TCP connection itself count.
    /// </summary>
    Unknown,

    /// <summary>A client with an IP address.</summary>
    Ip,

    /// <summary>A client at a Unix domain socket, which has no address.</summary>
    Unix,
}
