using ActorTls.Sessions;
using ActorTls.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorTls.Connections;

/// <summary>How a connection has ended. Immutable and thread-safe.</summary>
/// <param name="Number">Unique within the process. It grows from one ending of an event loop to the next.</param>
/// <param name="Connection">What there was to tell of the connection at its end.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Detail">More of the reason, or null. It may have untrusted text of the peer in it.</param>
public sealed record ConnectionEnding(long Number, ConnectionSnapshot Connection, CloseReason Reason, string? Detail)
{
    /// <summary>When it was closed, by the wall clock.</summary>
    public DateTimeOffset ClosedAt => Connection.Since + Connection.Duration;

    /// <summary>Logs the event of the end. <paramref name="failure"/> accompanies an internal error.</summary>
    internal void Log(ILogger logger, Exception? failure)
    {
        var level = Reason switch
        {
            CloseReason.InternalError => LogLevel.Error,
            CloseReason.HandshakeTimeout or CloseReason.ProxyHeaderInvalid or CloseReason.OverLimit => LogLevel.Information,
            _ when Connection.Phase == ConnectionPhase.Accepted => LogLevel.Debug,
            _ => LogLevel.Information,
        };
        if (!logger.IsEnabled(level)) return;

        new ConnectionClosed(
            Connection.Listener, Connection.Id, Connection.Peer, Connection.Identity, Connection.ServerName, Connection.TlsVersion,
            Connection.CipherSuite, Connection.Resumed, Connection.BytesIn, Connection.BytesOut, Connection.Duration.TotalMilliseconds,
            Connection.Phase.Name(), Reason.Name(), Detail, Connection.Tags, Connection.CertificateProfile)
            .Write(logger, level, failure);
    }
}
