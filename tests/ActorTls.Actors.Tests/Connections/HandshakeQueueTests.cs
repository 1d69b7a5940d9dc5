using ActorTls.Configuration;
using ActorTls.Connections;

namespace ActorTls.Actors.Tests.Connections;

public sealed class HandshakeQueueTests
{
    private readonly AdmissionGate _gate = new(new LimitSettings(0, 0, 2));
    private readonly List<string> _granted = [];
    private LinkedListNode<IHandshakeWaiter>? _place;

    [Fact]
    public void Who_comes_first_begins_first_and_no_more_than_the_limit()
    {
        var queue = new HandshakeQueue(_gate);
        Assert.True(queue.TryBegin(Waiter("a"), ref _place));
        Assert.True(queue.TryBegin(Waiter("b"), ref _place));
        Assert.False(queue.TryBegin(Waiter("c"), ref _place));
        var c = _place!;
        Assert.False(queue.TryBegin(Waiter("d"), ref _place));
        Assert.False(queue.TryBegin(Waiter("e"), ref _place));
        queue.Leave(c);

        _gate.HandshakeEnded();
        queue.Resume();
        Assert.Equal(["d"], _granted);
        Assert.False(queue.TryBegin(Waiter("f"), ref _place));   // Nobody passes those who wait.

        _gate.HandshakeEnded();
        _gate.HandshakeEnded();
        queue.Resume();
        Assert.Equal(["d", "e", "f"], _granted);
        Assert.Equal(2, _gate.Handshakes);
    }

    [Fact]
    public void A_queue_with_somebody_in_it_is_woken_by_a_handshake_that_ended_elsewhere()
    {
        var queue = new HandshakeQueue(_gate);
        var woken = 0;
        _gate.SetWaiters([() => woken++]);
        Assert.True(_gate.TryBeginHandshake());
        Assert.True(_gate.TryBeginHandshake());
        Assert.False(queue.TryBegin(Waiter("a"), ref _place));

        _gate.HandshakeEnded();
        Assert.Equal(1, woken);
        queue.Resume();
        Assert.Equal(["a"], _granted);
    }

    private NamedWaiter Waiter(string name) => new(name, _granted);

    private sealed class NamedWaiter(string name, List<string> granted) : IHandshakeWaiter
    {
        public void HandshakeGranted() => granted.Add(name);
    }
}
