using System.Threading.Channels;
using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Deployments;
using ActorTls.Server.CommandLine;
using ActorTls.Server.Logging;

namespace ActorTls.Server.Running;

/// <summary>
/// Reads the configuration anew when asked to, and puts it in force: all of it, or nothing when there is any error. One
/// reload at a time; requests that come meanwhile are one more.
/// </summary>
internal sealed class ConfigurationReload(ConfigurationArguments arguments, ServiceManager manager, ServerLog log)
{
    // Files may be read at the very moment at which they are replaced: a certificate before, its key after. Then another look
    // finds both.
    private static readonly TimeSpan BeforeAnotherLook = TimeSpan.FromMilliseconds(250);

    // Each file is waited for less long; this is for whatever else may hang, such as a lock.
    private static readonly TimeSpan LongestLoad = TimeSpan.FromMinutes(1);

    private readonly Channel<bool> _requests = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private volatile bool _tooLate;

    /// <summary>What was put in force last; null before the first reload.</summary>
    public ActorTlsSettings? InForce { get; private set; }

    /// <summary>Asks for a reload. Any thread; returns at once.</summary>
    public void Request()
    {
        if (_tooLate) TellTooLate();
        else _requests.Writer.TryWrite(true);
    }

    /// <summary>Reloads at each request, until it is cancelled. Never fails.</summary>
    public async Task RunAsync(ActorTlsServer server, CancellationToken cancellation)
    {
        try
        {
            await foreach (var _ in _requests.Reader.ReadAllAsync(cancellation)) await ReloadAsync(server, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The server drains: what it serves until then does not change any more.
            _tooLate = true;
            if (_requests.Reader.TryRead(out _)) TellTooLate();
        }
    }

    private async Task ReloadAsync(ActorTlsServer server, CancellationToken cancellation)
    {
        manager.Reloading();
        try
        {
            if (await LoadAsync(server, cancellation) is { } loaded)
            {
                var summary = await server.DeployAsync(loaded.Deployment);
                InForce = loaded.Deployment.Settings;
                log.Use(InForce.Logging);
                manager.Reloaded(summary.Listeners);
                return;
            }
        }
        catch (DeploymentException)
        {
            // It is in the log already.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.Logger.Error(e, "the reload failed; nothing was changed");
        }
        manager.NotReloaded();
    }

    private async Task<LoadedConfiguration?> LoadAsync(ActorTlsServer server, CancellationToken cancellation)
    {
        var (loaded, report) = await TryLoadAsync(cancellation);
        if (loaded is null)
        {
            await Task.Delay(BeforeAnotherLook, cancellation);
            (loaded, report) = await TryLoadAsync(cancellation);
        }
        if (loaded is null) server.RefuseDeployment(report);
        else foreach (var warning in report.Warnings) log.Logger.Warning("{warning:l}", warning.ToString());
        return loaded;
    }

    /// <summary>Never takes for ever: a load that hangs is left to itself, and what it comes to in the end is not used.</summary>
    private async Task<(LoadedConfiguration? Loaded, ConfigurationReport Report)> TryLoadAsync(CancellationToken cancellation)
    {
        var report = new ConfigurationReport();
        try
        {
            var loading = Task.Factory.StartNew(
                () => ConfigurationLoader.Load(arguments, mayWrite: true, report), CancellationToken.None,
                TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return (await loading.WaitAsync(LongestLoad, cancellation), report);
        }
        catch (TimeoutException)
        {
            var late = new ConfigurationReport();
            late.Error(new SettingOrigin("configuration", 0, 0, ""), null, $"was not read within {LongestLoad.TotalSeconds:0} s: some file system does not answer");
            return (null, late);
        }
    }

    private void TellTooLate() => log.Logger.Warning("SIGHUP received: ignored, for the server drains");
}
