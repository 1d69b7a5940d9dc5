namespace ActorTls.Connections;

/// <summary>The table of allowed changes of phase.</summary>
internal static class PhaseTransitions
{
    private static readonly string[] Names = [.. Enum.GetNames<ConnectionPhase>().Select(name => name.ToLowerInvariant())];

    /// <summary>Whether a connection may go from one phase to another.</summary>
    public static bool IsAllowed(ConnectionPhase from, ConnectionPhase to) => (from, to) switch
    {
        (ConnectionPhase.Accepted, ConnectionPhase.Handshaking) => true,
        (ConnectionPhase.Handshaking, ConnectionPhase.Authenticating) => true,
        (ConnectionPhase.Authenticating, ConnectionPhase.Established) => true,

        // A peer that gets an alert or close_notify is given time to read it: a socket closed with unread bytes in it
        // is reset, and the reset overtakes what we said.
        (ConnectionPhase.Handshaking or ConnectionPhase.Authenticating or ConnectionPhase.Established,
            ConnectionPhase.Closing) => true,

        (not ConnectionPhase.Closed, ConnectionPhase.Closed) => true,
        _ => false,
    };

    /// <summary>The phase's name in logs and metrics. Allocates nothing.</summary>
    public static string Name(this ConnectionPhase phase) => Names[(int)phase];
}
