using System.Threading.Channels;
using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Server.CommandLine;
using ActorTls.Server.Logging;

namespace ActorTls.Server.Running;

/// <summary>
/// Reads the configuration anew when asked to, and puts its policies in force: all of them, or none when there is any
/// error. One reload at a time; requests that come meanwhile are one more.
/// </summary>
internal sealed class PolicyReload(ConfigurationArguments arguments, ServerLog log)
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
            if (ConfigurationLoader.Load(arguments, mayWrite: true, report) is { } loaded)
            {
                await server.DeployAsync(loaded.Deployment);
                foreach (var warning in report.Warnings) log.Logger.Warning("{warning:l}", warning.ToString());
                log.Logger.Information("policies are reloaded; new handshakes use them");
                return;
            }
            foreach (var error in report.Errors) log.Logger.Error("{error:l}", error.ToString());
            log.Logger.Error("the configuration has {errors} errors; nothing was changed", report.Errors.Count);
        }
        catch (DeploymentException e)
        {
            log.Logger.Error("{error:l}; nothing was changed", e.Message);
        }
        catch (Exception e)
        {
            log.Logger.Error(e, "the reload failed; nothing was changed");
        }
    }
}
