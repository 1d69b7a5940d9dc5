namespace ActorTls.Server.CommandLine;

/// <summary>The files of a certificate and of its private key.</summary>
/// <param name="Certificate">A path, as the user gave it.</param>
/// <param name="Key">Likewise.</param>
internal sealed record CertificateArguments(string Certificate, string Key);
