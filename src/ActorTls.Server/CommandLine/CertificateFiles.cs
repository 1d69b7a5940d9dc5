namespace ActorTls.Server.CommandLine;

/// <summary>A certificate and its private key.</summary>
internal sealed record CertificateFiles(string Certificate, string Key);
