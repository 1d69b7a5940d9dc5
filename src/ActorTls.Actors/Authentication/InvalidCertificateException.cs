namespace ActorTls.Authentication;

/// <summary>A certificate that cannot be understood. Whoever shows it is refused.</summary>
public sealed class InvalidCertificateException(string message, Exception? inner = null) : Exception(message, inner);
