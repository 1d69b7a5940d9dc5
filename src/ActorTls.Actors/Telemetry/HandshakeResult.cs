namespace ActorTls.Telemetry;

/// <summary>How a handshake came out, as metrics count it.</summary>
internal enum HandshakeResult { Completed, Failed, CertificateRejected, TimedOut }
