namespace ActorTls.Tls.Certificates;

/// <summary>A private key in the form of an engine's library, which wipes it when the last reference goes. Thread-safe.</summary>
internal interface IPrivateKey : IDisposable;
