using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace ActorTls.EventLoops;

/// <summary>
/// An unbounded queue with room for one message, and more only while more are waiting. Any thread adds, the loop takes.
/// Nearly every message comes from the loop's own thread, so the lock is nearly never contended; it is the queue itself, to
/// spare each connection an object. The room for more goes from mailbox to mailbox: each thread keeps one that was emptied
/// last, so that a busy loop does not allocate.
/// </summary>
public sealed class IoMessageQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    // One that a burst has made larger is not worth keeping.
    private const int SpareCapacity = 16;

    [ThreadStatic]
    private static Queue<Envelope>? _spare;

    private Envelope _first;
    private Queue<Envelope>? _following;
    private volatile int _count;

    /// <inheritdoc/>
    public bool HasMessages => _count > 0;

    /// <inheritdoc/>
    public int Count => _count;

    /// <inheritdoc/>
    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        lock (this)
        {
            if (_count == 0) _first = envelope;
            else (_following ??= TakeSpare()).Enqueue(envelope);
            _count++;
        }
    }

    /// <inheritdoc/>
    public bool TryDequeue(out Envelope envelope)
    {
        envelope = default;
        if (_count == 0) return false;
        lock (this)
        {
            if (_count == 0) return false;
            envelope = _first;
            _count--;
            _first = _count > 0 ? _following!.Dequeue() : default;
            if (_count <= 1) KeepSpare();
            return true;
        }
    }

    /// <inheritdoc/>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
    }

    private static Queue<Envelope> TakeSpare()
    {
        var spare = _spare ?? new Queue<Envelope>();
        _spare = null;
        return spare;
    }

    private void KeepSpare()
    {
        if (_following is null) return;
        if (_following.EnsureCapacity(0) <= SpareCapacity) _spare = _following;
        _following = null;
    }
}
