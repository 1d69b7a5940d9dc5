namespace ActorTls.Server.Running;

/// <summary>The actor system could not be started. The message is Akka's reason.</summary>
internal sealed class ActorSystemException(string message) : Exception(message);
