using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Akka.Dispatch;
using ActorTls.EventLoops;

namespace ActorTls.Actors.Tests.EventLoops;

/// <summary>Loops of a test's own, and what they reported.</summary>
internal sealed class RunningLoops : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public RunningLoops(int loops = 1, TimeSpan spin = default, TimeProvider? time = null) =>
        Group = EventLoopGroup.Start(
            loops, spin, time ?? TimeProvider.System, (exception, origin) => Reported.Enqueue((exception, origin)));

    public EventLoopGroup Group { get; }

    public ConcurrentQueue<(Exception Exception, string Origin)> Reported { get; } = new();

    public EventLoop Loop => Group.All[0];

    /// <summary>Does something on the loop's thread and returns what it made.</summary>
    public Task<T> Do<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Execute(new ActionRunnable(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }));
        return done.Task.WaitAsync(Deadline);
    }

    public Task Do(Action work) => Do(() =>
    {
        work();
        return true;
    });

    public void Dispose() => Group.Dispose();
}

/// <summary>Calls a function for each event.</summary>
internal sealed class Handler(Action<IoEvents> onIo) : IIoHandler
{
    public void OnIo(IoEvents events) => onIo(events);
}

/// <summary>Calls a function once.</summary>
internal sealed class Timer(Action onTimer) : TimerNode
{
    protected internal override void OnTimer() => onTimer();
}

/// <summary>Two ends of a TCP connection on the loopback interface.</summary>
internal sealed class SocketPair : IDisposable
{
    public SocketPair()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Far.Connect(listener.LocalEndPoint!);
        Near = listener.Accept();
        Near.NoDelay = true;
    }

    /// <summary>The end that a loop watches.</summary>
    public Socket Near { get; }

    public Socket Far { get; }

    public int Descriptor => (int)Near.Handle;

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }
}
