using ActorTls.Connections;
using ActorTls.Listening;
using ActorTls.Sessions;

namespace ActorTls.Telemetry;

/// <summary>How a handshake came out.</summary>
internal enum HandshakeResult { Completed, Failed, CertificateRejected, TimedOut }

/// <summary>
/// What one worker of one listener has counted. Written by that worker's event loop alone, with plain stores, so that
/// counting costs the data path nothing; read by whoever collects metrics, who may see a figure a moment old.
/// </summary>
internal sealed class AcceptorCounters(string listener, int loop)
{
    private static readonly int PhaseCount = Enum.GetValues<ConnectionPhase>().Length;

    private readonly long[] _connections = new long[PhaseCount];
    private readonly long[] _handshakes = new long[Enum.GetValues<HandshakeResult>().Length * 3 * 2];
    private readonly long[] _closes = new long[Enum.GetValues<CloseReason>().Length * PhaseCount];
    private readonly long[] _acceptErrors = new long[Enum.GetValues<AcceptErrorClass>().Length];

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
    public ref long Connections(ConnectionPhase phase) => ref _connections[(int)phase];

    /// <summary>Handshakes by result, TLS version (empty = none was agreed on) and resumption.</summary>
    public ref long Handshakes(HandshakeResult result, string version, bool resumed)
    {
        var versionIndex = version switch { "TLSv1.3" => 2, "TLSv1.2" => 1, _ => 0 };
        return ref _handshakes[((int)result * 3 + versionIndex) * 2 + (resumed ? 1 : 0)];
    }

    /// <summary>Ended connections by reason and the phase they ended in.</summary>
    public ref long Closes(CloseReason reason, ConnectionPhase phase) => ref _closes[(int)reason * PhaseCount + (int)phase];

    /// <summary>Errors of <c>accept(2)</c> by class.</summary>
    public ref long AcceptErrors(AcceptErrorClass errorClass) => ref _acceptErrors[(int)errorClass];
}
