using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Akka.Dispatch;

namespace ActorTls.EventLoops;

/// <summary>
/// What a loop has to run: a plain queue for what its own thread adds, which is most of it, and a concurrent one for
/// other threads. Each is first in, first out.
/// </summary>
internal sealed class RunQueue
{
    private readonly Queue<IRunnable> _own = new();
    private readonly ConcurrentQueue<IRunnable> _foreign = new();
    private bool _foreignFirst;

    /// <summary>Adds work. The loop's thread only.</summary>
    public void AddOwn(IRunnable work) => _own.Enqueue(work);

    /// <summary>Adds work. Any thread.</summary>
    public void AddForeign(IRunnable work) => _foreign.Enqueue(work);

    /// <summary>Whether there is nothing to run. The loop's thread only.</summary>
    public bool IsEmpty => _own.Count == 0 && _foreign.IsEmpty;

    /// <summary>How much there is to run just now. The loop's thread only.</summary>
    public int Count => _own.Count + _foreign.Count;

    /// <summary>
    /// Takes the next piece of work, from the two queues in turn, so that neither starves the other. The loop's thread
    /// only.
    /// </summary>
    public bool TryTake([MaybeNullWhen(false)] out IRunnable work)
    {
        _foreignFirst = !_foreignFirst;
        if (_foreignFirst && _foreign.TryDequeue(out work)) return true;
        return _own.TryDequeue(out work) || _foreign.TryDequeue(out work);
    }

    /// <summary>Forgets everything. The loop's thread only.</summary>
    public void Clear()
    {
        _own.Clear();
        _foreign.Clear();
    }
}
