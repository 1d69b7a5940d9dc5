namespace ActorTls.Configuration;

/// <summary>What a server name that no certificate entry has leads to.</summary>
public enum UnknownServerName { Default, Reject }
