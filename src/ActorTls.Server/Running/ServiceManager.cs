using System.Globalization;
using System.Net.Sockets;
using ActorTls.Configuration;
using ActorTls.Deployments;
using Microsoft.Extensions.Hosting.Systemd;
using Serilog;

namespace ActorTls.Server.Running;

/// <summary>
/// Notifies systemd of the server's state, by the protocol of <c>sd_notify(3)</c>, when the server runs under systemd, which sets
/// <c>NOTIFY_SOCKET</c>. Otherwise it does nothing. A message that cannot be sent is logged once; nothing else depends on it.
/// </summary>
internal sealed class ServiceManager(TimeProvider time, ILogger logger)
{
    // More than ending the process takes once the last connection is gone.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly SystemdNotifier _notifier = new();
    private bool _failed;

    /// <summary>The server has started.</summary>
    public void Ready(IReadOnlyList<BoundListener> listeners) => Send("READY=1", StatusOf(listeners));

    /// <summary>The configuration is being read; one of the other messages follows.</summary>
    public void Reloading()
    {
        var microseconds = (long)(time.GetTimestamp() * (1e6 / time.TimestampFrequency));   // CLOCK_MONOTONIC on Linux.
        Send("RELOADING=1", string.Create(CultureInfo.InvariantCulture, $"MONOTONIC_USEC={microseconds}"), "STATUS=reading the configuration");
    }

    /// <summary>Another configuration is in force.</summary>
    public void Reloaded(IReadOnlyList<BoundListener> listeners) => Send("READY=1", StatusOf(listeners));

    /// <summary>It could not be put in force, and everything is as it was.</summary>
    public void NotReloaded() =>
        Send("READY=1", $"STATUS=the configuration of {time.GetUtcNow():yyyy-MM-dd HH:mm:ss}Z was refused, see the log; the one before it is in force");

    /// <summary>The server drains.</summary>
    /// <param name="longest">
    /// How long that may take, which systemd waits for even where its own limit is shorter; null = for ever, and that limit
    /// stands.
    /// </param>
    public void Stopping(TimeSpan? longest)
    {
        if (longest is { } known)
        {
            var microseconds = (long)(known + Margin).TotalMicroseconds;
            Send("STOPPING=1", string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={microseconds}"), "STATUS=draining");
        }
        else Send("STOPPING=1", "STATUS=draining");
    }

    private static string StatusOf(IReadOnlyList<BoundListener> listeners) =>
        $"STATUS=listening: {string.Join(", ", listeners.Select(listener => $"{listener.Name} on {listener.Address}"))}";

    // For a path that does not exist, .NET reports that the address cannot be assigned.
    private static string Reason(Exception failure)
    {
        var path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET") ?? "";
        return path.StartsWith('/') && !Path.Exists(path) ? $"NOTIFY_SOCKET names {path}, which does not exist" : $"NOTIFY_SOCKET = {path}: {failure.Message}";
    }

    private void Send(params string[] assignments)
    {
        if (!_notifier.IsEnabled) return;
        try
        {
            _notifier.Notify(new ServiceState(string.Join('\n', assignments.Select(PrintableText.OneLine))));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            if (!_failed) logger.Warning("systemd cannot be told of the server's state: {error:l}", Reason(e));
            _failed = true;
        }
    }
}
