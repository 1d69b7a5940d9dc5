using System.Diagnostics;
using Akka.Dispatch;

namespace ActorTls.EventLoops;

/// <content>What the loop's thread does.</content>
internal sealed partial class EventLoop
{
    // The shares of one turn, after which the loop looks at its descriptors again.
    private const int RunnablesPerTurn = 64;
    private const int TimersPerTurn = 64;
    private const int LooksPerTurn = 16;

    private void Run()
    {
        _current = this;
        try
        {
            while (!_stopping) Turn();
            RunQueued(_queue.Count);
        }
        catch (Exception e)
        {
            // The loop itself has failed, not the work that it runs: its epoll set is gone, and its connections would hang for ever.
            Environment.FailFast($"The event loop {_thread.Name} cannot go on: {e.Message}", e);
        }
        Free();
    }

    private void Free()
    {
        _stopped = true;
        _queue.Clear();
        _wakeUp.Dispose();
        _epoll.Dispose();
    }

    private void Turn()
    {
        Turns++;
        var isBusy = !_queue.IsEmpty || _registrations.HasWaiting || _timers.HasDue;
        var ready = isBusy ? _epoll.Wait(0) : WaitForWork();
        _clock.Refresh();
        Deliver(ready);
        // A full result has left out events, which would have to wait for the costly turn.
        for (var i = 1; ready == Epoll.Capacity && _registrations.HasWaiting && i < LooksPerTurn; i++)
        {
            ready = _epoll.Wait(0);
            Deliver(ready);
        }
        RunQueued(RunnablesPerTurn);
        RunCostlyTurn();
        _timers.Advance(_clock.Now);
        RunTimers(TimersPerTurn);
    }

    private void RunQueued(int limit)
    {
        for (var i = 0; i < limit && _queue.TryTake(out var work); i++) Run(work);
    }

    private void Run(IRunnable work)
    {
        try
        {
            work.Run();
        }
        catch (Exception e)
        {
            Report(e, "a runnable");
        }
    }

    // One costly turn, to its end: in the run queue several of them could follow each other.
    private void RunCostlyTurn()
    {
        if (!_registrations.TryTakeTurn(out var registration, out var events, out var handler)) return;
        _tellsCostly = true;
        try
        {
            handler.OnIo(events);
        }
        catch (Exception e)
        {
            Report(e, "an I/O handler");
        }
        _tellsCostly = false;
        while (_costlyWork.TryDequeue(out var work)) Run(work);
        EndCostlyTurn(registration);
    }

    private void EndCostlyTurn(IoRegistration registration)
    {
        try
        {
            _registrations.EndTurn(registration);
        }
        catch (IOException e)
        {
            Report(e, "the kernel");   // It has no memory to watch a descriptor again.
        }
    }

    private void RunTimers(int limit)
    {
        for (var i = 0; i < limit && _timers.TryTakeDue(out var timer); i++)
        {
            try
            {
                timer.OnTimer();
            }
            catch (Exception e)
            {
                Report(e, "a timer");
            }
        }
    }

    private void Deliver(int ready)
    {
        for (var i = 0; i < ready; i++)
        {
            try
            {
                var events = (IoEvents)_epoll.Events(i);
                if (_registrations.TryFind(_epoll.Data(i), ref events, out var handler)) handler.OnIo(events);
            }
            catch (Exception e)
            {
                Report(e, "an I/O handler");
            }
        }
    }

    private int WaitForWork()
    {
        if (!Spin.IsWorthwhile) return Sleep();

        var start = Stopwatch.GetTimestamp();
        var timer = _timers.SleepLimit(_clock.Read());
        var limit = timer < 0 ? Spin.Limit : Math.Min(Spin.Limit, timer * (Stopwatch.Frequency / 1000));
        do
        {
            var ready = _epoll.Wait(0);
            if (ready == 0 && _queue.IsEmpty && !_stopping) continue;
            Spin.Hit(ready > 0 ? _epoll.Data(0) : WakeUpData);
            return ready;
        }
        while (Stopwatch.GetTimestamp() - start < limit);
        Spin.Miss();
        return Sleep();
    }

    private int Sleep()
    {
        // The other half of the protocol explained in Execute.
        Volatile.Write(ref _asleep, 1);
        Interlocked.MemoryBarrier();
        if (!_queue.IsEmpty || _stopping)
        {
            Volatile.Write(ref _asleep, 0);
            return _epoll.Wait(0);
        }

        var start = Stopwatch.GetTimestamp();
        var ready = _epoll.Wait(_timers.SleepLimit(_clock.Read()));
        // A producer may have cleared the mark and not written yet. Then the next sleep ends at once, without work.
        Volatile.Write(ref _asleep, 0);
        if (ready > 0) Spin.Slept(Stopwatch.GetTimestamp() - start, _epoll.Data(0));
        return ready;
    }

    private void Report(Exception exception, string origin)
    {
        try
        {
            _onUnhandled(exception, $"{origin} on {_thread.Name}");
        }
        catch
        {
            // The report has failed too, and the loop must go on.
        }
    }
}
