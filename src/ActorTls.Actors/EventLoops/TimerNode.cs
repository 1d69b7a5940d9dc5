namespace ActorTls.EventLoops;

/// <summary>
/// Something that a <see cref="TimerWheel"/> calls once when its time has come. The links are inside, so that neither
/// scheduling nor cancelling allocates; a node is in one wheel at a time.
/// </summary>
internal abstract class TimerNode
{
    internal TimerNode? Previous;
    internal TimerNode? Next;
    internal long DueTick;

    /// <summary>Whether it will be called.</summary>
    public bool IsScheduled => Next is not null;

    /// <summary>
    /// Called on the loop's thread. The node is no longer scheduled then and may be scheduled again. The loop reports an exception
    /// and goes on.
    /// </summary>
    protected internal abstract void OnTimer();

    internal void LinkBefore(TimerNode node)
    {
        Previous = node.Previous;
        Next = node;
        node.Previous!.Next = this;
        node.Previous = this;
    }

    internal void Unlink()
    {
        Previous!.Next = Next;
        Next!.Previous = Previous;
        Previous = Next = null;
    }
}
