namespace ActorTls.Configuration;

/// <summary>The least severe events that are logged.</summary>
public enum LogVerbosity { Debug, Info, Warning, Error }
