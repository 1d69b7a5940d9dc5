namespace ActorTls.Telemetry;

/// <summary>
/// What one acceptor has counted: one listener on one event loop. Only that event loop writes, with plain stores, so that counting
/// costs the data path nothing. Any thread may read, and may see a figure a moment old.
/// </summary>
/// <param name="listener">The listener's name.</param>
/// <param name="loop">The index of the event loop.</param>
/// <param name="labels">How many phases, reasons and classes there are. Their numbers are indexes here.</param>
internal sealed class AcceptorCounters(string listener, int loop, MetricLabels labels)
{
    /// <summary>The TLS versions that handshakes are counted by; the first stands for none.</summary>
    internal static readonly string[] Versions = ["", "TLSv1.2", "TLSv1.3"];

    private static readonly int HandshakeResults = Enum.GetValues<HandshakeResult>().Length;

    private readonly int _phases = labels.Phases.Length;
    private readonly long[] _connections = new long[labels.Phases.Length];
    private readonly long[] _handshakes = new long[HandshakeResults * Versions.Length * 2];
    private readonly long[] _closes = new long[labels.CloseReasons.Length * labels.Phases.Length];
    private readonly long[] _acceptErrors = new long[labels.AcceptErrorClasses.Length];

    /// <summary>The listener's name.</summary>
    public string Listener { get; } = listener;

    /// <summary>The index of the event loop.</summary>
    public int Loop { get; } = loop;

    /// <summary>Connections accepted.</summary>
    public long Accepted;

    /// <summary>Application bytes received.</summary>
    public long BytesIn;

    /// <summary>Application bytes sent.</summary>
    public long BytesOut;

    /// <summary>Connections now in a phase.</summary>
    public ref long Connections(int phase) => ref _connections[phase];

    /// <summary>Handshakes by result, TLS version (empty = none was agreed on) and resumption.</summary>
    public ref long Handshakes(HandshakeResult result, string version, bool resumed)
    {
        var versionIndex = version switch { "TLSv1.3" => 2, "TLSv1.2" => 1, _ => 0 };
        return ref _handshakes[((int)result * Versions.Length + versionIndex) * 2 + (resumed ? 1 : 0)];
    }

    /// <summary>Ended connections by reason and the phase they ended in.</summary>
    public ref long Closes(int reason, int phase) => ref _closes[reason * _phases + phase];

    /// <summary>Errors of <c>accept(2)</c> by class.</summary>
    public ref long AcceptErrors(int errorClass) => ref _acceptErrors[errorClass];
}
