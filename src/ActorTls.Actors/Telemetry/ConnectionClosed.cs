using System.Collections;
using Microsoft.Extensions.Logging;

namespace ActorTls.Telemetry;

/// <summary>
/// The one event that is logged for a connection, at its end. It is the state of the log call: a sink for structured logging finds
/// each field as a property of its own, so that text that a peer chose cannot become part of the message.
/// </summary>
internal sealed class ConnectionClosed : IReadOnlyList<KeyValuePair<string, object?>>
{
    private const string Message = "connection closed";
    private static readonly EventId Id = new(100, "ConnectionClosed");

    private readonly KeyValuePair<string, object?>[] _fields;

    /// <summary>The names of the fields are the contract that <c>docs/operations.md</c> describes. An unknown field is null.</summary>
    public ConnectionClosed(
        string listener, long connection, string peer, string? identity, string? serverName, string? tlsVersion,
        string? cipherSuite, bool resumed, long bytesIn, long bytesOut, double durationMilliseconds, string phase,
        string reason, string? detail, IEnumerable<KeyValuePair<string, object?>> tags, string? certificateProfile)
    {
        _fields =
        [
            new("listener", listener), new("connection", connection), new("peer", peer), new("identity", identity),
            new("server_name", serverName), new("tls_version", tlsVersion), new("cipher_suite", cipherSuite),
            new("resumed", resumed), new("bytes_in", bytesIn), new("bytes_out", bytesOut),
            new("duration_ms", Math.Round(durationMilliseconds, 3)), new("phase", phase), new("reason", reason),
            .. detail is null ? (KeyValuePair<string, object?>[])[] : [new("detail", detail)],
            .. tags,
            .. certificateProfile is null ? (KeyValuePair<string, object?>[])[] : [new("certificate_profile", certificateProfile)],
            new("{OriginalFormat}", Message),
        ];
    }

    public int Count => _fields.Length;

    public KeyValuePair<string, object?> this[int index] => _fields[index];

    /// <summary>Writes the event; <paramref name="exception"/> accompanies an internal error.</summary>
    public void Write(ILogger logger, LogLevel level, Exception? exception) =>
        logger.Log(level, Id, this, exception, static (state, _) => state.ToString());

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => Message;
}
