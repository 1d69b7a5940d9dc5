namespace ActorTls.Load.Running;

/// <summary>Is informed of the progress of a run, by one thread.</summary>
internal interface IRunProgress
{
    /// <summary>A stage begins.</summary>
    /// <param name="name">The stage.</param>
    /// <param name="length">How long it is going to be, warm-up included; null where it ends when all is done.</param>
    void StageStarted(string name, TimeSpan? length);

    /// <summary>A stage goes on; every second or so.</summary>
    /// <param name="elapsed">Since it began.</param>
    /// <param name="isWarmUp">Whether nothing counts yet.</param>
    /// <param name="operations">Operations until now that count.</param>
    /// <param name="failures">Failures until now.</param>
    /// <param name="latest">Of the last second; null before the first.</param>
    void StageContinues(TimeSpan elapsed, bool isWarmUp, long operations, long failures, TimelinePoint? latest);

    /// <summary>A stage has ended.</summary>
    void StageEnded(StageResult result);
}
