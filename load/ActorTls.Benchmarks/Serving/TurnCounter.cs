namespace ActorTls.Benchmarks.Serving;

/// <summary>Counts the turns of an actor, for one other thread that waits for them awake.</summary>
internal sealed class TurnCounter
{
    private long _count;

    /// <summary>Called by the actor, in its turn.</summary>
    public void Add() => Volatile.Write(ref _count, _count + 1);

    /// <summary>Where the count stands.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Waits until so many turns were counted, without letting its processor go to sleep.</summary>
    public void Await(long count)
    {
        var wait = new SpinWait();
        while (Count < count) wait.SpinOnce(sleep1Threshold: -1);
    }
}
