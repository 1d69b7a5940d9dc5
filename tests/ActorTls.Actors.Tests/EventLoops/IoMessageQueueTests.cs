using ActorTls.EventLoops;
using Akka.Actor;

namespace ActorTls.Actors.Tests.EventLoops;

public sealed class IoMessageQueueTests
{
    [Fact]
    public void Messages_come_out_in_the_order_they_went_in()
    {
        var queue = new IoMessageQueue();
        var expected = new Queue<int>();
        var random = new Random(7);
        for (var i = 0; i < 10_000; i++)
        {
            if (random.Next(2) == 0)
            {
                queue.Enqueue(ActorRefs.Nobody, new Envelope(i, ActorRefs.NoSender));
                expected.Enqueue(i);
            }
            else
            {
                Assert.Equal(expected.Count > 0, queue.TryDequeue(out var envelope));
                if (expected.Count > 0) Assert.Equal(expected.Dequeue(), envelope.Message);
            }
            Assert.Equal((expected.Count, expected.Count > 0), (queue.Count, queue.HasMessages));
        }
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_threads_add()
    {
        const int threads = 4, each = 20_000;
        var queue = new IoMessageQueue();
        var producers = Enumerable.Range(0, threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < each; i++) queue.Enqueue(ActorRefs.Nobody, new Envelope((thread, i), ActorRefs.NoSender));
        })).ToList();

        var next = new int[threads];
        for (var taken = 0; taken < threads * each;)
        {
            if (!queue.TryDequeue(out var envelope))
            {
                Assert.False(producers.All(producer => producer.IsCompleted) && !queue.HasMessages, "A message was lost.");
                continue;
            }
            var (thread, i) = ((int, int))envelope.Message;
            Assert.Equal(next[thread]++, i);
            taken++;
        }
        await Task.WhenAll(producers);
    }

    [Fact]
    public void What_is_left_goes_to_the_dead_letters()
    {
        var queue = new IoMessageQueue();
        var deadLetters = new IoMessageQueue();
        for (var i = 0; i < 3; i++) queue.Enqueue(ActorRefs.Nobody, new Envelope(i, ActorRefs.NoSender));
        queue.CleanUp(ActorRefs.Nobody, deadLetters);
        Assert.Equal((0, 3), (queue.Count, deadLetters.Count));
    }

    [Fact]
    public void Mailboxes_that_fill_and_empty_again_allocate_nothing()
    {
        var message = new object();
        var queues = Enumerable.Range(0, 10).Select(_ => new IoMessageQueue()).ToArray();
        Pass();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Pass();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Pass()
        {
            foreach (var queue in queues)
            {
                for (var i = 0; i < 5; i++) queue.Enqueue(ActorRefs.Nobody, new Envelope(message, ActorRefs.NoSender));
                while (queue.TryDequeue(out _)) { }
            }
        }
    }
}
