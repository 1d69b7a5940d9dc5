using ActorTls.EventLoops;

namespace ActorTls.Actors.Tests.EventLoops;

public sealed class IoRegistrationTests : IDisposable
{
    private readonly RunningLoops _loops = new();
    private readonly SocketPair _first = new();
    private readonly SocketPair _second = new();

    private EventLoop Loop => _loops.Loop;

    public void Dispose()
    {
        _loops.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Events_go_on_for_as_long_as_the_condition_holds()
    {
        var calls = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _first.Far.Send([1]);

        var registration = await _loops.Do(() => Loop.Register(_first.Descriptor, IoEvents.Readable, new Handler(events =>
        {
            Assert.Equal(IoEvents.Readable, events);
            if (++calls == 3) enough.SetResult();
        })));

        await enough.Task.WaitAsync(RunningLoops.Deadline);
        await _loops.Do(() => Loop.Unregister(registration));
        Assert.Empty(_loops.Reported);
    }

    [Fact]
    public async Task An_unregistered_descriptor_is_silent()
    {
        var calls = 0;
        _first.Far.Send([1]);

        await _loops.Do(() =>
        {
            var registration = Loop.Register(_first.Descriptor, IoEvents.Readable, new Handler(_ => calls++));
            Loop.Unregister(registration);
            Loop.Unregister(registration);
        });

        await OneMoreTurn();
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_descriptor_that_is_closed_is_silent_and_its_number_may_be_watched_anew()
    {
        Assert.Equal(1, await CallsWhenBothAreReady(_first.Near.TakeDescriptor(), _second.Near.TakeDescriptor(), (first, second) =>
        {
            Loop.Close(first);
            Loop.Close(second);
            Loop.Close(second);
        }));

        using var third = new SocketPair();
        third.Far.Send([1]);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration = await _loops.Do(() =>
            Loop.Register(third.Near.TakeDescriptor(), IoEvents.Readable, new Handler(_ => told.TrySetResult())));
        await told.Task.WaitAsync(RunningLoops.Deadline);
        await _loops.Do(() => Loop.Close(registration));
        Assert.Empty(_loops.Reported);
    }

    [Fact]
    public async Task An_interest_of_none_is_silent_even_when_the_peer_resets()
    {
        var seen = new List<IoEvents>();
        var spoken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration = await _loops.Do(() => Loop.Register(_first.Descriptor, IoEvents.None, new Handler(events =>
        {
            seen.Add(events);
            Loop.Unregister(new IoRegistration(0, 1));
            spoken.SetResult();
        })));
        _first.Far.LingerState = new(true, 0);
        _first.Far.Close();
        await OneMoreTurn();
        Assert.Empty(seen);

        await _loops.Do(() => Loop.Modify(registration, IoEvents.Readable));

        await spoken.Task.WaitAsync(RunningLoops.Deadline);
        Assert.True(seen.Single().HasFlag(IoEvents.Error | IoEvents.HangUp | IoEvents.Readable));
    }

    [Fact]
    public async Task A_changed_interest_counts()
    {
        var seen = new TaskCompletionSource<IoEvents>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _loops.Do(() =>
        {
            var registration = default(IoRegistration);
            registration = Loop.Register(_first.Descriptor, IoEvents.Readable, new Handler(events =>
            {
                Loop.Unregister(registration);
                seen.SetResult(events);
            }));
            Loop.Modify(registration, IoEvents.Readable);
            Loop.Modify(registration, IoEvents.Readable | IoEvents.Writable);
        });

        Assert.Equal(IoEvents.Writable, await seen.Task.WaitAsync(RunningLoops.Deadline));
    }

    [Fact]
    public async Task An_event_of_a_descriptor_that_was_unregistered_in_the_same_batch_finds_nobody()
    {
        Assert.Equal(1, await CallsWhenBothAreReady(_first.Descriptor, _second.Descriptor, (first, second) =>
        {
            Loop.Unregister(first);
            Loop.Unregister(second);
        }));
    }

    [Fact]
    public async Task An_old_event_does_not_reach_the_next_user_of_its_slot()
    {
        using var third = new SocketPair();
        var strayed = 0;
        var replaced = false;
        _first.Far.Send([1]);
        _second.Far.Send([1]);

        await _loops.Do(() =>
        {
            IoRegistration first = default, second = default;
            var handler = new Handler(_ =>
            {
                Loop.Unregister(first);
                Loop.Unregister(second);
                // Both slots are used anew, by a socket that has nothing to say.
                var stranger = new Handler(_ => strayed++);
                var one = Loop.Register(third.Descriptor, IoEvents.Readable, stranger);
                var other = Loop.Register((int)third.Far.Handle, IoEvents.Readable, stranger);
                Assert.Equal([0, 1], new[] { one.Slot, other.Slot }.Order());
                replaced = true;
            });
            first = Loop.Register(_first.Descriptor, IoEvents.Readable, handler);
            second = Loop.Register(_second.Descriptor, IoEvents.Readable, handler);
        });

        await OneMoreTurn();
        Assert.True(replaced);
        Assert.Equal(0, strayed);
        Assert.Empty(_loops.Reported);
    }

    [Fact]
    public async Task A_stale_registration_cannot_be_modified_or_undone()
    {
        var calls = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _loops.Do(() =>
        {
            var stale = Loop.Register(_first.Descriptor, IoEvents.Readable, new Handler(_ => { }));
            Loop.Unregister(stale);
            var registration = default(IoRegistration);
            registration = Loop.Register(_first.Descriptor, IoEvents.Readable, new Handler(_ =>
            {
                Loop.Unregister(registration);
                calls.SetResult();
            }));
            Assert.Equal(stale.Slot, registration.Slot);

            Assert.Throws<InvalidOperationException>(() => Loop.Modify(stale, IoEvents.Writable));
            Assert.Throws<InvalidOperationException>(() => Loop.Modify(default, IoEvents.Writable));
            Loop.Unregister(stale);
            Loop.Unregister(default);
        });

        _first.Far.Send([1]);
        await calls.Task.WaitAsync(RunningLoops.Deadline);
    }

    [Fact]
    public async Task An_exclusive_interest_is_taken_back_and_given_again()
    {
        var calls = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _loops.Do(() =>
        {
            var registration = default(IoRegistration);
            registration = Loop.Register(_first.Descriptor, IoEvents.Readable | IoEvents.Exclusive, new Handler(_ =>
            {
                Loop.Unregister(registration);
                calls.SetResult();
            }));
            Assert.Throws<InvalidOperationException>(() => Loop.Modify(registration, IoEvents.Writable));
            Loop.Modify(registration, IoEvents.None);
            Loop.Modify(registration, IoEvents.Readable | IoEvents.Exclusive);
        });

        _first.Far.Send([1]);
        await calls.Task.WaitAsync(RunningLoops.Deadline);
    }

    [Fact]
    public async Task A_refused_descriptor_leaves_nothing_behind()
    {
        await _loops.Do(() =>
        {
            var handler = new Handler(_ => { });
            Assert.Throws<IOException>(() => Loop.Register(-1, IoEvents.Readable, handler));
            Assert.Equal(0, Loop.Register(_first.Descriptor, IoEvents.Readable, handler).Slot);
            // The same descriptor twice.
            Assert.Throws<IOException>(() => Loop.Register(_first.Descriptor, IoEvents.Readable, handler));
            Assert.Equal(1, Loop.Register(_second.Descriptor, IoEvents.Readable, handler).Slot);
        });
    }

    [Fact]
    public async Task Very_many_descriptors_each_find_their_handler()
    {
        var pairs = Enumerable.Range(0, 300).Select(_ => new SocketPair()).ToList();
        var seen = new HashSet<int>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _loops.Do(() =>
            {
                for (var i = 0; i < pairs.Count; i++)
                {
                    var number = i;
                    var registration = default(IoRegistration);
                    registration = Loop.Register(pairs[i].Descriptor, IoEvents.Readable, new Handler(_ =>
                    {
                        Loop.Unregister(registration);
                        seen.Add(number);
                        if (seen.Count == pairs.Count) all.SetResult();
                    }));
                }
            });
            pairs.ForEach(pair => pair.Far.Send([1]));

            await all.Task.WaitAsync(RunningLoops.Deadline);
        }
        finally
        {
            pairs.ForEach(pair => pair.Dispose());
        }
    }

    /// <summary>Has the first that is called of two that are ready end both, and counts the calls.</summary>
    private async Task<int> CallsWhenBothAreReady(int one, int other, Action<IoRegistration, IoRegistration> end)
    {
        var calls = 0;
        _first.Far.Send([1]);
        _second.Far.Send([1]);
        await _loops.Do(() =>
        {
            IoRegistration first = default, second = default;
            var handler = new Handler(_ =>
            {
                calls++;
                end(first, second);
            });
            first = Loop.Register(one, IoEvents.Readable, handler);
            second = Loop.Register(other, IoEvents.Readable, handler);
        });
        await OneMoreTurn();
        return calls;
    }

    // Two rounds through the queue: between them the loop has polled its sockets.
    private async Task OneMoreTurn()
    {
        for (var i = 0; i < 3; i++) await _loops.Do(() => { });
    }
}
