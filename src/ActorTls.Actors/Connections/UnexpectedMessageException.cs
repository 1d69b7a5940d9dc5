namespace ActorTls.Connections;

/// <summary>A message of a connection's own that the phase it came in does not allow: a fault of ours.</summary>
internal sealed class UnexpectedMessageException(ConnectionPhase phase, object message)
    : InvalidOperationException($"A connection in phase {phase} does not expect a {message.GetType().Name}.");
