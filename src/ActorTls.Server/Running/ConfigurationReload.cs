using System.Threading.Channels;
using ActorTls.Configuration;
using ActorTls.Files;
using ActorTls.Hosting;
using ActorTls.Deployments;
using ActorTls.Server.CommandLine;
using ActorTls.Server.Logging;

namespace ActorTls.Server.Running;

/// <summary>
/// Reads the configuration anew when asked to, or when its files have changed and <c>reload.interval</c> is set, and puts it in
/// force: all of it, or nothing when there is any error. One reload at a time; requests that come meanwhile are one more.
/// </summary>
/// <param name="arguments">Where the configuration comes from.</param>
/// <param name="first">The settings that the server starts with.</param>
/// <param name="firstFiles">The files that these settings were read from.</param>
/// <param name="manager">Is told of each reload.</param>
/// <param name="log">Gets the events.</param>
internal sealed class ConfigurationReload(
    ConfigurationArguments arguments, ActorTlsSettings first, FilesRead firstFiles, ServiceManager manager, ServerLog log)
{
    // A change may concern hundreds of files.
    private const int MostPathsLogged = 5;

    // Files may be read at the very moment at which they are replaced: a certificate before, its key after. Then another look
    // finds both.
    private static readonly TimeSpan BeforeAnotherLook = TimeSpan.FromMilliseconds(250);

    // Each file is waited for less long; this is for whatever else may hang, such as a lock.
    private static readonly TimeSpan LongestLoad = TimeSpan.FromMinutes(1);

    private readonly Channel<bool> _requests = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // The files of the last load, also of a refused one: that configuration is tried again only when its files have changed.
    private FilesRead _files = firstFiles;
    private volatile bool _tooLate;

    /// <summary>What was put in force last.</summary>
    public ActorTlsSettings InForce { get; private set; } = first;

    /// <summary>Asks for a reload. Any thread; returns at once.</summary>
    public void Request()
    {
        if (_tooLate) TellTooLate();
        else _requests.Writer.TryWrite(true);
    }

    /// <summary>Reloads at each request and each change of the files, until it is cancelled. Never fails.</summary>
    public async Task RunAsync(ActorTlsServer server, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await WaitForReasonAsync(cancellation);
                await ReloadAsync(server, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The server drains: what it serves until then does not change any more.
            _tooLate = true;
            if (_requests.Reader.TryRead(out _)) TellTooLate();
        }
    }

    /// <summary>Waits until there is a reason to reload, and logs the reason. No file is looked at any more then.</summary>
    private async Task WaitForReasonAsync(CancellationToken cancellation)
    {
        using var decided = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var requested = _requests.Reader.WaitToReadAsync(decided.Token).AsTask();
        var changed = WaitForChangeAsync(decided.Token);
        await Task.WhenAny(requested, changed);
        await decided.CancelAsync();
        await Task.WhenAll(requested, changed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();

        if (_requests.Reader.TryRead(out _)) log.Logger.Information("reload requested by {requestedBy:l}", "SIGHUP");
        else log.Logger.Information("reload requested by {requestedBy:l}; changed: {files:l}", "reload.interval", Shorten(await changed));
    }

    /// <summary>The files that have changed since the last load, and have settled. Without <c>reload.interval</c> it only ends by cancellation.</summary>
    private async Task<IReadOnlyList<string>> WaitForChangeAsync(CancellationToken cancellation)
    {
        var watch = new FileWatch(TimeProvider.System, unsettled =>
            log.Logger.Debug("files have changed, and are deployed once they stay the same: {files:l}", Shorten(unsettled)));
        while (true)
        {
            try
            {
                if (InForce.Reload.Interval is { } interval) return await watch.WaitForChangeAsync(_files, interval, cancellation);
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.Logger.Error(e, "the files could not be looked at");
            }
        }
    }

    private static string Shorten(IReadOnlyList<string> paths) => paths.Count <= MostPathsLogged
        ? string.Join(", ", paths)
        : $"{string.Join(", ", paths.Take(MostPathsLogged))} and {paths.Count - MostPathsLogged} more";

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
        var files = _files = new FilesRead();
        try
        {
            var loading = Task.Factory.StartNew(
                () => ConfigurationLoader.Load(arguments, mayWrite: true, report, files), CancellationToken.None,
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
