namespace ActorTls.Configuration;

/// <summary>Whether a client must, may or need not show a certificate.</summary>
public enum ClientAuthentication { None, Request, Require }
