using System.Threading.Channels;
using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Listening;
using ActorTls.Server.CommandLine;
using ActorTls.Server.Logging;

namespace ActorTls.Server.Running;

/// <summary>
/// Reads the configuration anew when asked to, and puts it in force: all of it, or nothing when there is any error. One
/// reload at a time; requests that come meanwhile are one more.
/// </summary>
internal sealed class ConfigurationReload(ConfigurationArguments arguments, ServerLog log)
{
    private readonly Channel<bool> _requests = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Asks for a reload. Any thread; returns at once.</summary>
    public void Request() => _requests.Writer.TryWrite(true);

    /// <summary>Reloads at each request, until it is cancelled. Never fails.</summary>
    public async Task RunAsync(ActorTlsServer server, CancellationToken cancellation)
    {
        try
        {
            await foreach (var _ in _requests.Reader.ReadAllAsync(cancellation)) await ReloadAsync(server);
        }
        catch (OperationCanceledException)
        {
            // The server drains: what it serves until then does not change any more.
        }
    }

    private async Task ReloadAsync(ActorTlsServer server)
    {
        var report = new ConfigurationReport();
        try
        {
            if (ConfigurationLoader.Load(arguments, mayWrite: true, report) is not { } loaded)
            {
                server.RefuseDeployment(report);
                return;
            }
            foreach (var warning in report.Warnings) log.Logger.Warning("{warning:l}", warning.ToString());
            await server.DeployAsync(loaded.Deployment);
        }
        catch (DeploymentException)
        {
            // It is in the log already.
        }
        catch (Exception e)
        {
            log.Logger.Error(e, "the reload failed; nothing was changed");
        }
    }
}
