namespace ActorTls.Tls;

/// <summary>What makes a PEM file unusable.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Problem">What is wrong there, as what follows "holds".</param>
internal sealed record PemProblem(int Line, string Problem);
