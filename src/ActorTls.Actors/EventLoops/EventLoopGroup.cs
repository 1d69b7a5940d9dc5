using System.Runtime.InteropServices;

namespace ActorTls.EventLoops;

/// <summary>
/// The event loops of a process or of one server in it. They are made once, before the actor system whose actors run on
/// them, and disposed of after that system has terminated.
/// </summary>
public sealed class EventLoopGroup : IDisposable
{
    private readonly EventLoop[] _loops;

    private EventLoopGroup(EventLoop[] loops) => _loops = loops;

    /// <summary>The loops, by <see cref="EventLoop.Index"/>.</summary>
    internal IReadOnlyList<EventLoop> All => _loops;

    /// <summary>Starts the loops; each is one background thread.</summary>
    /// <param name="loops">How many; at least 1.</param>
    /// <param name="spin">How long an idle loop polls before it sleeps, while that pays; zero = never.</param>
    /// <param name="time">For <see cref="EventLoop.Now"/> and the timers. How long a sleep takes is real time always.</param>
    /// <param name="onUnhandled">Told, on a loop's thread, of each exception that something threw there, and of what that was.</param>
    /// <exception cref="PlatformNotSupportedException">Not Linux on x64 or arm64.</exception>
    /// <exception cref="IOException">The kernel has no descriptors or memory left for it.</exception>
    internal static EventLoopGroup Start(
        int loops, TimeSpan spin, TimeProvider time, Action<Exception, string> onUnhandled)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(loops, 1);
        RequirePlatform(OperatingSystem.IsLinux(), RuntimeInformation.ProcessArchitecture);

        var made = new List<EventLoop>(loops);
        try
        {
            while (made.Count < loops) made.Add(new EventLoop(made.Count, spin, time, onUnhandled));
            made.ForEach(loop => loop.Start());
        }
        catch
        {
            made.ForEach(loop => loop.Dispose());
            throw;
        }
        return new EventLoopGroup([.. made]);
    }

    /// <summary>
    /// Runs what the loops have queued at this moment, then ends them and waits for their threads. Descriptors that are
    /// registered stay open. What is handed to a loop afterwards is dropped. May be called again; not on a loop's thread.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called on the thread of one of these loops.</exception>
    public void Dispose()
    {
        if (_loops.Any(loop => loop.IsCurrent))
        {
            throw new InvalidOperationException("An event loop cannot wait for its own end.");
        }
        foreach (var loop in _loops) loop.Stop();
        foreach (var loop in _loops) loop.Dispose();
    }

    internal static void RequirePlatform(bool isLinux, Architecture architecture)
    {
        if (isLinux && architecture is Architecture.X64 or Architecture.Arm64) return;
        throw new PlatformNotSupportedException(
            "The event loops of ActorTls run on Linux on x64 and arm64 only; " +
            $"this is {RuntimeInformation.OSDescription} on {architecture}.");
    }
}
