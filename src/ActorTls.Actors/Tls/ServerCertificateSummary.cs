using System.Collections.Immutable;

namespace ActorTls.Tls;

/// <summary>A served certificate, for tables and logs.</summary>
/// <param name="Subject">The distinguished name, printable.</param>
/// <param name="KeyAlgorithm">Such as <c>ECDSA P-256</c> or <c>RSA 2048</c>.</param>
/// <param name="ServerNames">The server names that the certificate is chosen for.</param>
/// <param name="NotAfter">The end of the validity.</param>
public sealed record ServerCertificateSummary(
    string Subject, string KeyAlgorithm, ImmutableArray<string> ServerNames, DateTimeOffset NotAfter);
