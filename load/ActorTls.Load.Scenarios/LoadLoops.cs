using ActorTls.EventLoop;
using ActorTls.Tls.OpenSsl;

namespace ActorTls.Load.Scenarios;

/// <summary>
/// The threads that all virtual users share: a few event loops, each with many connections, none of which ever waits for
/// one of them.
/// </summary>
public sealed class LoadLoops : IDisposable
{
    private readonly IoWorkerGroup _workers;

    private LoadLoops(IoWorkerGroup workers, IReadOnlyList<LoadLoop> loops) => (_workers, Loops) = (workers, loops);

    /// <summary>The loops.</summary>
    public IReadOnlyList<LoadLoop> Loops { get; }

    /// <summary>Starts the loops.</summary>
    /// <param name="count">How many; one saturates a server on one core.</param>
    /// <param name="spin">How long an idle loop polls before it sleeps, while that pays; zero = never.</param>
    /// <param name="target">Whom the users connect to.</param>
    /// <exception cref="ArgumentException">A certificate, key or group of the target is not what it should be.</exception>
    /// <exception cref="PlatformNotSupportedException">Not Linux, or without a usable OpenSSL.</exception>
    public static LoadLoops Start(int count, TimeSpan spin, LoadTarget target)
    {
        var engine = OpenSslEngine.Load();
        // What throws on a loop is a fault of ours that no user has caught; to hide it would make results look good.
        var workers = IoWorkerGroup.Start(
            count, spin, TimeProvider.System,
            (exception, origin) => Environment.FailFast($"The load client failed in {origin}: {exception.Message}", exception));
        var loops = new List<LoadLoop>();
        try
        {
            foreach (var worker in workers.Workers) loops.Add(new LoadLoop(worker, engine, target));
            return new LoadLoops(workers, loops);
        }
        catch
        {
            workers.Dispose();
            loops.ForEach(loop => loop.Dispose());
            throw;
        }
    }

    /// <summary>Ends the loops. Users must have left or been abandoned.</summary>
    public void Dispose()
    {
        _workers.Dispose();
        foreach (var loop in Loops) loop.Dispose();
    }
}
