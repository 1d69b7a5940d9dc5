using System.Collections.Immutable;
using ActorTls.Sessions;

namespace ActorTls.Connections;

/// <summary>
/// Endings before <see cref="ConnectionPhase.Established"/>, counted by kind: reason, detail and source. Peers choose their sources and
/// some of the details, so there are only so many kinds: the one that was not met for longest makes room, and what it had counted goes
/// to the remainder of its reason. So the counts of reasons are exact. Belongs to the event loop.
/// </summary>
internal sealed class FailureCounts
{
    /// <summary>The most kinds that are told apart.</summary>
    public const int MostKinds = 2_048;

    private readonly Dictionary<(CloseReason, string?, PeerAddress), LinkedListNode<Kind>> _kinds = [];
    private readonly LinkedList<Kind> _byLast = new();   // The one that was met last comes last.
    private readonly Kind?[] _remainders = new Kind?[Enum.GetValues<CloseReason>().Length];

    /// <summary>Counts one.</summary>
    public void Add(ConnectionEnding ending)
    {
        var key = (ending.Reason, ending.Detail, ending.Connection.PeerAddress.Source);
        if (_kinds.TryGetValue(key, out var known)) _byLast.Remove(known);
        else
        {
            if (_kinds.Count == MostKinds) DropFirst();
            known = new LinkedListNode<Kind>(new Kind());
            _kinds.Add(key, known);
        }
        known.Value.Add(1, ending);
        _byLast.AddLast(known);
    }

    /// <summary>What is counted now.</summary>
    public ImmutableArray<FailureGroup> Read() =>
    [
        .. _byLast.Select(kind => kind.ToGroup(isRemainder: false)),
        .. _remainders.OfType<Kind>().Select(kind => kind.ToGroup(isRemainder: true)),
    ];

    private void DropFirst()
    {
        var first = _byLast.First!.Value;
        _byLast.RemoveFirst();
        _kinds.Remove((first.Last!.Reason, first.Last.Detail, first.Last.Connection.PeerAddress.Source));
        (_remainders[(int)first.Last.Reason] ??= new Kind()).Add(first.Count, first.Last);
    }

    private sealed class Kind
    {
        public long Count { get; private set; }

        public ConnectionEnding? Last { get; private set; }

        public void Add(long count, ConnectionEnding ending)
        {
            Count += count;
            if (Last is null || ending.Number > Last.Number) Last = ending;
        }

        public FailureGroup ToGroup(bool isRemainder) => new(
            Last!.Reason, isRemainder ? null : Last.Detail, isRemainder ? null : Last.Connection.PeerAddress.SourceText, isRemainder, Count, Last);
    }
}
