using ActorTls.EventLoops;

namespace ActorTls.Load.Scenarios;

/// <summary>
/// The threads that all virtual users share: a few event loops, each with many connections, none of which ever waits for
/// one of them.
/// </summary>
public sealed class LoadLoops : IDisposable
{
    private readonly EventLoopGroup _group;
    private readonly ClientFleet? _fleet;

    private LoadLoops(EventLoopGroup group, ClientFleet? fleet, IReadOnlyList<LoadLoop> loops) =>
        (_group, _fleet, Loops) = (group, fleet, loops);

    /// <summary>The loops.</summary>
    public IReadOnlyList<LoadLoop> Loops { get; }

    /// <summary>Starts the loops.</summary>
    /// <param name="count">How many; one saturates a server on one core.</param>
    /// <param name="spin">How long an idle loop polls before it sleeps, while that pays; zero = never.</param>
    /// <param name="target">Whom the users connect to.</param>
    /// <exception cref="FleetException">The target's fleet is not what it should be.</exception>
    /// <exception cref="ArgumentException">A certificate, key or group of the target is not what it should be.</exception>
    /// <exception cref="PlatformNotSupportedException">Not Linux, or without a usable OpenSSL.</exception>
    public static LoadLoops Start(int count, TimeSpan spin, LoadTarget target)
    {
        var engine = LoadEngine.Load();
        var fleet = target.FleetPem is { } pem ? ClientFleet.Read(pem, engine) : null;
        // What throws on a loop is a fault of ours that no user has caught; to hide it would make results look good.
        var group = EventLoopGroup.Start(
            count, spin, TimeProvider.System,
            (exception, origin) => Environment.FailFast($"The load client failed in {origin}: {exception.Message}", exception));
        var loops = new List<LoadLoop>();
        try
        {
            foreach (var loop in group.All) loops.Add(new LoadLoop(loop, engine, target, fleet));
            return new LoadLoops(group, fleet, loops);
        }
        catch
        {
            group.Dispose();
            loops.ForEach(loop => loop.Dispose());
            fleet?.Dispose();
            throw;
        }
    }

    /// <summary>Ends the loops. Users must have left or been abandoned.</summary>
    public void Dispose()
    {
        _group.Dispose();
        foreach (var loop in Loops) loop.Dispose();
        _fleet?.Dispose();
    }
}
