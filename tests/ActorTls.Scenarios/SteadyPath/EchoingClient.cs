using System.Net;
using System.Security.Cryptography;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Tls;

namespace ActorTls.Scenarios.SteadyPath;

/// <summary>A client on one connection that gets back what it sends, and compares it.</summary>
internal sealed class EchoingClient : IDisposable
{
    private readonly byte[] _message = RandomNumberGenerator.GetBytes(64);
    private readonly byte[] _stream = RandomNumberGenerator.GetBytes(32 * 1024 * 1024);
    private readonly ITlsClientContext _context;
    private readonly EngineClient _client;

    public EchoingClient(TestServer server, IPEndPoint endPoint, TlsProtocols version)
    {
        _context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), version);
        _client = EngineClient.Establish(_context, endPoint);
    }

    /// <summary>Messages of 64 bytes, each when the one before it has come back.</summary>
    public void EchoMessages(int count)
    {
        for (var i = 0; i < count; i++) _client.Echo(_message);
    }

    /// <summary>32 MiB, which are sent and received at the same time.</summary>
    public void EchoStream()
    {
        var position = 0;
        _client.Exchange(_stream, received =>
        {
            Assert.True(received.Span.SequenceEqual(_stream.AsSpan(position, received.Length)), "Other bytes came back.");
            position += received.Length;
        });
    }

    public void Dispose()
    {
        _client.Dispose();
        _context.Dispose();
    }
}
