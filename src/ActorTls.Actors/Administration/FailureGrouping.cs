namespace ActorTls.Administration;

/// <summary>What failures are told apart by. What is not named here is counted together.</summary>
[Flags]
public enum FailureGrouping
{
    /// <summary>Nothing: all are one.</summary>
    None = 0,

    /// <summary>Why the connection ended.</summary>
    Reason = 1,

    /// <summary>More of the reason, as the log has it.</summary>
    Detail = 2,

    /// <summary>The peer's address, of IPv6 its network of 64 bits.</summary>
    Source = 4,
}
