using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Benchmarks.Serving;

/// <summary>
/// A client with native TLS on a blocking socket: the cheapest there is for one message at a time. It allocates nothing for
/// a round trip, so that what is allocated is the server's.
/// </summary>
internal sealed class BlockingClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ITlsClientContext _context;
    private readonly ITlsClientChannel _channel;
    private readonly byte[] _message;
    private readonly byte[] _answer;

    /// <summary>Connects to <c>localhost</c>, with a certificate that the authority issues, and completes the handshake.</summary>
    public BlockingClient(TestCertificateAuthority authority, IPEndPoint server, int messageSize)
    {
        var certificate = authority.IssueClient();
        _message = RandomNumberGenerator.GetBytes(messageSize);
        _answer = new byte[messageSize];
        _context = BenchmarkEngine.Client.CreateClientContext(new TlsClientSettings
        {
            Protocols = TlsProtocols.Tls13,
            CipherSuites = CipherSuites.Intermediate,
            Groups = ["X25519", "P-256"],
            TrustAnchorsPem = authority.CertificatePem,
            CertificatePem = certificate.CertificatePem,
            PrivateKeyPem = certificate.KeyPem,
        });
        _socket.Connect(server);
        _channel = _context.CreateChannel((int)_socket.Handle, "localhost");
        Require(_channel.Handshake());
    }

    /// <summary>Sends the message, and waits until as much has come back; it must be the same.</summary>
    public void RoundTrip()
    {
        for (var sent = 0; sent < _message.Length;)
        {
            Require(_channel.Write(_message.AsSpan(sent), out var count));
            sent += count;
        }
        for (var received = 0; received < _answer.Length;)
        {
            Require(_channel.Read(_answer.AsSpan(received), out var count));
            received += count;
        }
        if (!_answer.AsSpan().SequenceEqual(_message)) throw new InvalidOperationException("Other bytes came back.");
    }

    public void Dispose()
    {
        _channel.Dispose();
        _context.Dispose();
        _socket.Dispose();
    }

    private void Require(TlsStatus status)
    {
        if (status != TlsStatus.Done) throw new InvalidOperationException($"{status}: {_channel.Failure?.Detail}");
    }
}
