namespace ActorTls.Forwarding;

/// <summary>Which PROXY protocol header an upstream gets before anything else.</summary>
internal enum ProxyProtocolVersion { Off, V1, V2 }
