namespace ActorTls.Authentication;

/// <summary>A certificate cannot be understood. The peer that presents it is refused.</summary>
public sealed class InvalidCertificateException(string message, Exception? inner = null) : Exception(message, inner);
