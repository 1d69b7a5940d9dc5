using Microsoft.Extensions.Logging;

namespace ActorTls.Telemetry;

/// <summary>The log events besides the end of a connection. Event ids and the names of fields are a contract and stay.</summary>
internal static partial class LogEvents
{
    [LoggerMessage(200, LogLevel.Information, "listener {listener} accepts connections on {address} with policy {policy} and service {service}")]
    public static partial void ListenerBound(this ILogger logger, string listener, string address, string policy, string service);

    [LoggerMessage(201, LogLevel.Error, "listener {listener} cannot listen on {address}: {error}")]
    public static partial void ListenerBindFailed(this ILogger logger, string listener, string address, string error);

    [LoggerMessage(202, LogLevel.Warning, "listener {listener} pauses accepting: {cause} ({error}); it tries again every {retry_ms} ms")]
    public static partial void AcceptPaused(this ILogger logger, string listener, string cause, string error, long retry_ms);

    [LoggerMessage(203, LogLevel.Information, "listener {listener} accepts again after {pause_ms} ms")]
    public static partial void AcceptResumed(this ILogger logger, string listener, long pause_ms);

    [LoggerMessage(204, LogLevel.Information, "listener {listener} drains; open connections: {connections}")]
    public static partial void ListenerDraining(this ILogger logger, string listener, int connections);

    [LoggerMessage(205, LogLevel.Information, "listener {listener} is drained; connections cut: {cut}")]
    public static partial void ListenerDrained(this ILogger logger, string listener, int cut);

    [LoggerMessage(206, LogLevel.Error, "an acceptor of listener {listener} failed and is started anew; its connections are lost")]
    public static partial void AcceptorFailed(this ILogger logger, string listener, Exception exception);

    [LoggerMessage(208, LogLevel.Critical, "a listener failed; its connections are lost")]
    public static partial void ListenerFailed(this ILogger logger, Exception exception);

    [LoggerMessage(209, LogLevel.Critical, "listener {listener} is gone for good")]
    public static partial void ListenerGone(this ILogger logger, string listener);

    [LoggerMessage(210, LogLevel.Information, "listener {listener} moves from {from} to {address}")]
    public static partial void ListenerMoved(this ILogger logger, string listener, string from, string address);

    [LoggerMessage(211, LogLevel.Information, "deployed; listeners: {listeners}, opened: {opened}, moved: {moved}, removed: {removed}")]
    public static partial void Deployed(this ILogger logger, int listeners, int opened, int moved, int removed);

    [LoggerMessage(212, LogLevel.Error, "the deployment was refused; errors: {errors}; nothing was changed")]
    public static partial void DeploymentRefused(this ILogger logger, int errors);

    [LoggerMessage(213, LogLevel.Error, "{error}")]
    public static partial void DeploymentError(this ILogger logger, string error);

    [LoggerMessage(214, LogLevel.Error, "the deployment failed")]
    public static partial void DeploymentFailed(this ILogger logger, Exception exception);

    [LoggerMessage(216, LogLevel.Error, "the deployment failed; errors: {errors}; the new configuration is in force, but for those who are named")]
    public static partial void DeploymentIncomplete(this ILogger logger, int errors);

    [LoggerMessage(300, LogLevel.Warning, "upstream {upstream} of service {service} is marked down after {failures} failures to connect: {detail}")]
    public static partial void UpstreamDown(this ILogger logger, string upstream, string service, int failures, string detail);

    [LoggerMessage(301, LogLevel.Information, "upstream {upstream} of service {service} is up again")]
    public static partial void UpstreamUp(this ILogger logger, string upstream, string service);

    [LoggerMessage(215, LogLevel.Critical, "a deployment broke off half done; the server ends")]
    public static partial void DeploymentBroken(this ILogger logger, Exception exception);

    [LoggerMessage(207, LogLevel.Error, "{what} threw; the event loop goes on")]
    public static partial void EventLoopUnhandled(this ILogger logger, string what, Exception exception);
}
