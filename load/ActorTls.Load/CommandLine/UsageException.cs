namespace ActorTls.Load.CommandLine;

/// <summary>The command line, or something that it names, is not what it should be; the message is for its user.</summary>
internal sealed class UsageException(string message) : Exception(message);
