namespace ActorTls.EventLoops;

/// <summary>A circular list of nodes; the list itself is the node between its last and its first.</summary>
internal sealed class TimerList : TimerNode
{
    public TimerList() => Previous = Next = this;

    public bool IsEmpty => Next == this;

    public TimerNode First => Next!;

    protected internal override void OnTimer() =>
        throw new InvalidOperationException("The head of a list of timers is not a timer.");
}
