namespace ActorTls.Configuration;

/// <summary>How an event is written.</summary>
public enum LogFormat { Text, Json }
