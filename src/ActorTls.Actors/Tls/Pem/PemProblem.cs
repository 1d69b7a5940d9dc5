namespace ActorTls.Tls.Pem;

/// <summary>A mistake that makes a PEM file unusable.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Problem">A description of the mistake, which follows the word "holds".</param>
internal sealed record PemProblem(int Line, string Problem);
