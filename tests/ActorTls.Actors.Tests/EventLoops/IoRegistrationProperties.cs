using ActorTls.EventLoops;
using CsCheck;

namespace ActorTls.Actors.Tests.EventLoops;

/// <summary>
/// <see cref="IoRegistrations"/> beside a second epoll set, which is told of every change at once: both must tell the same.
/// </summary>
public class IoRegistrationProperties
{
    private const int Sockets = 3;

    private static readonly IoEvents[] Interests =
    [
        IoEvents.None, IoEvents.Error | IoEvents.HangUp, IoEvents.Readable, IoEvents.Writable, IoEvents.Readable | IoEvents.Writable,
    ];

    private static readonly Gen<(IoEvents Events, bool IsCostly)> Interest =
        Gen.Select(Gen.Int[0, Interests.Length - 1], Gen.Bool, (i, isCostly) => (Interests[i], isCostly && i > 0));

    private static readonly Gen<(int Socket, Step Step, (IoEvents Events, bool IsCostly) Interest)[]> Steps =
        Gen.Select(Gen.Int[0, Sockets - 1], Gen.Enum<Step>(), Interest).Array[1, 60];

    private enum Step { Interest, InterestAgain, PeerSends, Receive, Send, PeerReceives, PeerCloses, Turn }

    [Fact]
    public void Whatever_is_wanted_is_told_as_soon_as_it_holds_and_nothing_else_again_and_again() => Steps.Sample(
        steps =>
        {
            using var bench = new Bench();
            foreach (var (socket, step, interest) in steps)
            {
                bench.Do(socket, step, interest);
                bench.Look();
                bench.Look();
                bench.LookOnceMore();
            }
            bench.GrantAllTurns();
        },
        iter: 2000, threads: 1);

    private sealed class Bench : IDisposable
    {
        private readonly Epoll _epoll = new();
        private readonly Epoll _reference = new();
        private readonly IoRegistrations _registrations;
        private readonly UnixSocketPair[] _pairs = [.. Enumerable.Range(0, Sockets).Select(_ => new UnixSocketPair())];
        private readonly (IoEvents Events, bool IsCostly)[] _interests = new (IoEvents, bool)[Sockets];
        private readonly IoRegistration[] _slots;
        private readonly Receiver[] _receivers = [.. Enumerable.Range(0, Sockets).Select(number => new Receiver(number))];
        private readonly HashSet<int> _waiting = [];

        public Bench()
        {
            _registrations = new IoRegistrations(_epoll, longestToldAgain: 0);
            _slots = [.. _pairs.Select((pair, i) => _registrations.Add(pair.Descriptor, IoEvents.None, _receivers[i]))];
        }

        public void Do(int socket, Step step, (IoEvents Events, bool IsCostly) interest)
        {
            var pair = _pairs[socket];
            switch (step)
            {
                case Step.Interest or Step.InterestAgain: SetInterest(socket, interest); break;
                case Step.PeerSends when pair.Far.Connected: pair.Far.Send([1]); break;
                case Step.Receive: UnixSocketPair.Empty(pair.Near); break;
                case Step.Send: UnixSocketPair.Fill(pair.Near); break;
                case Step.PeerReceives when pair.Far.Connected: UnixSocketPair.Empty(pair.Far); break;
                case Step.PeerCloses: pair.Far.Close(); break;
                case Step.Turn: GrantTurn(); break;
            }
        }

        /// <summary>Compares one look at the one epoll set with one at the other.</summary>
        public void Look()
        {
            var expected = EventsOf(_reference, (data, events) => ((int)data, events));
            var actual = EventsOf(_epoll, Deliver);

            foreach (var (socket, _) in expected.Where(news => IsCostly(news.Socket))) _waiting.Add(socket);
            Assert.Equal(expected.Where(news => !IsCostly(news.Socket)), actual.Where(news => news.Events != IoEvents.None));
        }

        /// <summary>Nothing has changed, and all was told: so nothing is told but what is to be told each time.</summary>
        public void LookOnceMore() => Assert.DoesNotContain(EventsOf(_epoll, Deliver), news => news.Events == IoEvents.None);

        public void GrantAllTurns()
        {
            while (_registrations.HasWaiting) GrantTurn();
            Assert.DoesNotContain(_waiting, IsCostly);
        }

        public void Dispose()
        {
            _epoll.Dispose();
            _reference.Dispose();
            foreach (var pair in _pairs) pair.Dispose();
        }

        private bool IsCostly(int socket) => _interests[socket].IsCostly;

        private void SetInterest(int socket, (IoEvents Events, bool IsCostly) interest)
        {
            var (last, next, descriptor) = (_interests[socket].Events, interest.Events, _pairs[socket].Descriptor);
            _registrations.Modify(_slots[socket], next, interest.IsCostly);
            _interests[socket] = interest;
            if (!IsCostly(socket)) _waiting.Remove(socket);
            if (last == IoEvents.None && next != IoEvents.None) _reference.Add(descriptor, (uint)next, (ulong)socket);
            else if (last != IoEvents.None && next == IoEvents.None) _reference.Remove(descriptor);
            else if (next != IoEvents.None) _reference.Modify(descriptor, (uint)next, (ulong)socket);
        }

        private void GrantTurn()
        {
            if (!_registrations.TryTakeTurn(out var registration, out var events, out var handler)) return;
            var socket = ((Receiver)handler).Number;
            Assert.True(IsCostly(socket));
            Assert.Equal(_slots[socket], registration);
            Assert.Equal(IoEvents.None, events & ~(_interests[socket].Events | IoEvents.Error | IoEvents.HangUp));
            Assert.True(_waiting.Remove(socket), "nothing had happened to it");
            _registrations.EndTurn(registration);
        }

        // An event that is for nobody, for now, comes out as none.
        private (int Socket, IoEvents Events) Deliver(ulong data, IoEvents events) =>
            _registrations.TryFind(data, ref events, out var handler) ? (((Receiver)handler).Number, events) : (-1, IoEvents.None);

        private static List<(int Socket, IoEvents Events)> EventsOf(Epoll epoll, Func<ulong, IoEvents, (int Socket, IoEvents Events)> read)
        {
            var count = epoll.Wait(0);
            return [.. Enumerable.Range(0, count).Select(i => read(epoll.Data(i), (IoEvents)epoll.Events(i))).OrderBy(news => news.Socket)];
        }
    }

    private sealed class Receiver(int number) : IIoHandler
    {
        public int Number => number;

        public void OnIo(IoEvents events) { }
    }
}
