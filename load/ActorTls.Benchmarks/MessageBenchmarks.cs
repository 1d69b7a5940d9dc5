using System.Net.Sockets;
using ActorTls.Benchmarks.Serving;
using ActorTls.Testing;
using Akka.Actor;
using BenchmarkDotNet.Attributes;

namespace ActorTls.Benchmarks;

/// <summary>A message from another thread to the actor of an established connection, as far as its session.</summary>
public class MessageBenchmarks
{
    private const int Burst = 1000;

    private static readonly object Message = new();

    private readonly TemporaryDirectory _directory = new();
    private readonly CountingService _service = new();
    private BenchmarkServer _server = null!;
    private Socket _client = null!;
    private IActorRef _connection = null!;

    /// <summary>How long an idle loop polls before it sleeps. Asleep, the kernel has to wake its thread.</summary>
    [Params(0, 50)]
    public int SpinMicroseconds { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _server = BenchmarkServer.Start(_directory, $$"""
            actor-tls {
              io.spin = {{SpinMicroseconds}}us
              defaults.service.counting { }
              services.counting { type = counting }
              listeners.plain { address = "127.0.0.1", port = 0, tls = off, service = counting }
            }
            """, _service);
        _client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _client.Connect(_server.EndPointOf("plain"));
        _connection = _service.Established.WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
    }

    /// <summary>One message, when the one before it has had its turn.</summary>
    [Benchmark]
    public void TellToTurn()
    {
        var next = _service.Turns.Count + 1;
        _connection.Tell(Message, ActorRefs.NoSender);
        _service.Turns.Await(next);
    }

    /// <summary>One of many messages that are sent without waiting.</summary>
    [Benchmark(OperationsPerInvoke = Burst)]
    public void TellInBursts()
    {
        var last = _service.Turns.Count + Burst;
        for (var i = 0; i < Burst; i++) _connection.Tell(Message, ActorRefs.NoSender);
        _service.Turns.Await(last);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _client.Dispose();
        _server.Dispose();
        _directory.Dispose();
    }
}
