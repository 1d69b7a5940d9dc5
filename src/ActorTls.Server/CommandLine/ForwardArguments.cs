namespace ActorTls.Server.CommandLine;

/// <summary>A whole configuration in a few options: one listener that forwards what it takes.</summary>
/// <param name="Listen">An address with a port, or <c>unix:PATH</c>.</param>
/// <param name="UsesTls">Whether clients speak TLS.</param>
/// <param name="Upstreams">Where to; at least one.</param>
/// <param name="Certificate">Ours, and its key: shown to clients, or without TLS there, to upstreams. Null for none given.</param>
/// <param name="ClientCa">Whose certificates clients must have; null when they need none.</param>
/// <param name="Allow">Who of those is let in.</param>
/// <param name="UpstreamTls">How upstreams are verified; null for plaintext.</param>
internal sealed record ForwardArguments(
    string Listen, bool UsesTls, IReadOnlyList<string> Upstreams, CertificateArguments? Certificate, string? ClientCa,
    IReadOnlyList<AllowRule> Allow, UpstreamTlsArguments? UpstreamTls);
