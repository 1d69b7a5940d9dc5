namespace ActorTls.Server.Certificates;

/// <summary>Development certificates cannot be kept where they are wanted. The message is for the user.</summary>
internal sealed class DevelopmentCertificateException(string message) : Exception(message);
