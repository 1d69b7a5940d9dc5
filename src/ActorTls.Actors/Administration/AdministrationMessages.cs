using Akka.Event;

namespace ActorTls.Administration;

/// <summary>To the actor of administration: answer a query. It answers with <see cref="QueryAnswered"/>, or <see cref="QueryFailed"/>.</summary>
internal sealed record AnswerQuery(IQuery Query);

/// <summary>The answer to a query; null when there is nothing.</summary>
internal sealed record QueryAnswered(object? Answer);

/// <summary>A query could not be answered.</summary>
internal sealed record QueryFailed(Exception Failure);

/// <summary>To the actor of an event loop: walk through its records. It answers with <see cref="WalkEnded"/> or <see cref="WalkFailed"/>.</summary>
/// <param name="Number">Of the query.</param>
/// <param name="Query">The query.</param>
internal sealed record BeginWalk(int Number, IQuery Query) : IDeadLetterSuppression;

/// <summary>From the actor of an event loop to itself: the next slice. At most one is under way.</summary>
internal sealed class ContinueWalks : IDeadLetterSuppression
{
    public static readonly ContinueWalks Instance = new();
}

/// <summary>From the actor of an event loop: a walk has ended, and is the receiver's.</summary>
/// <param name="Number">Of the query.</param>
/// <param name="Walk">With what it has found.</param>
internal sealed record WalkEnded(int Number, IWalk Walk) : IDeadLetterSuppression;

/// <summary>From the actor of an event loop: a walk has failed.</summary>
/// <param name="Number">Of the query.</param>
/// <param name="Failure">The reason.</param>
internal sealed record WalkFailed(int Number, Exception Failure) : IDeadLetterSuppression;
