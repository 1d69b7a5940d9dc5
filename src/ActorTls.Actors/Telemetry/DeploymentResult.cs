namespace ActorTls.Telemetry;

/// <summary>How a deployment ended, as metrics count it.</summary>
internal enum DeploymentResult { Deployed, Invalid, NeedsRestart, AddressUnavailable, Failed }
