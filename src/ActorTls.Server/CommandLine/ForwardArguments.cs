namespace ActorTls.Server.CommandLine;

/// <summary>A whole configuration in a few options: one listener that forwards its connections.</summary>
/// <param name="Listen">An address with a port, or <c>unix:PATH</c>.</param>
/// <param name="UsesTls">Whether clients speak TLS.</param>
/// <param name="Upstreams">The upstreams; at least one.</param>
/// <param name="Certificate">The server's certificate and key, shown to clients or, without TLS for clients, to upstreams. Null when none is given.</param>
/// <param name="ClientCa">The file of the CAs that must have issued the clients' certificates; null when clients need none.</param>
/// <param name="Allow">The rules that admit such clients.</param>
/// <param name="UpstreamTls">How upstreams are verified; null for plaintext.</param>
internal sealed record ForwardArguments(
    string Listen, bool UsesTls, IReadOnlyList<string> Upstreams, CertificateArguments? Certificate, string? ClientCa,
    IReadOnlyList<AllowRule> Allow, UpstreamTlsArguments? UpstreamTls);
