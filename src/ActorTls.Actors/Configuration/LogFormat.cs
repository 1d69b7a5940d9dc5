namespace ActorTls.Configuration;

/// <summary>The form of a line of the log: text for people, or one JSON object.</summary>
public enum LogFormat { Text, Json }
