using ActorTls.Benchmarks.Serving;
using ActorTls.Testing;
using BenchmarkDotNet.Attributes;

namespace ActorTls.Benchmarks;

/// <summary>
/// A message there and back over real sockets, on one connection with native TLS at both ends: the steady data path, which is
/// to allocate nothing. An upstream is a server like the first, with an event loop of its own. No loop polls before it sleeps:
/// they would keep the processors from each other and from the client.
/// </summary>
public class RoundTripBenchmarks
{
    private readonly TestCertificateAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();
    private BenchmarkServer _upstream = null!;
    private BenchmarkServer _server = null!;
    private BlockingClient _echo = null!;
    private BlockingClient _toPlaintext = null!;
    private BlockingClient _toTls = null!;

    /// <summary>Bytes; 16 KiB fill one record.</summary>
    [Params(64, 16 * 1024)]
    public int MessageSize { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Write("ca", null);
        Write("server", _authority.IssueServer());
        Write("client", _authority.IssueClient());
        _upstream = BenchmarkServer.Start(_directory, $$"""
            {{Common}}
            actor-tls.listeners {
              tls { address = "127.0.0.1", port = 0, policy = benchmark, service = echo }
              plain { address = "127.0.0.1", port = 0, tls = off, service = echo }
            }
            """);
        _server = BenchmarkServer.Start(_directory, $$"""
            {{Common}}
            actor-tls {
              policies.upstream.certificates = [{ cert = "client.crt", key = "client.key" }]
              services.plain { type = forward, upstreams = ["{{_upstream.EndPointOf("plain")}}"] }
              services.tls {
                type = forward, upstreams = ["localhost:{{_upstream.EndPointOf("tls").Port}}"]
                tls { enabled = on, policy = upstream, server-ca = ["ca.crt"] }
              }
              listeners {
                echo { address = "127.0.0.1", port = 0, policy = benchmark, service = echo }
                plain { address = "127.0.0.1", port = 0, policy = benchmark, service = plain }
                tls { address = "127.0.0.1", port = 0, policy = benchmark, service = tls }
              }
            }
            """);
        _echo = Connect("echo");
        _toPlaintext = Connect("plain");
        _toTls = Connect("tls");
    }

    /// <summary>The server sends back what it gets.</summary>
    [Benchmark(Baseline = true)]
    public void Echo() => _echo.RoundTrip();

    /// <summary>The server forwards to an echo in plaintext.</summary>
    [Benchmark]
    public void ForwardToPlaintext() => _toPlaintext.RoundTrip();

    /// <summary>The server forwards to an echo in mutual TLS.</summary>
    [Benchmark]
    public void ForwardToTls() => _toTls.RoundTrip();

    [GlobalCleanup]
    public void Cleanup()
    {
        _echo.Dispose();
        _toPlaintext.Dispose();
        _toTls.Dispose();
        _server.Dispose();
        _upstream.Dispose();
        _directory.Dispose();
        _authority.Dispose();
    }

    private const string Common = """
        actor-tls {
          io.spin = 0
          policies.benchmark {
            certificates = [{ cert = "server.crt", key = "server.key" }]
            client-ca = ["ca.crt"]
            authorization.allow = any
          }
          services.echo { type = echo }
        }
        """;

    private void Write(string name, IssuedCertificate? certificate)
    {
        _directory.Write($"{name}.crt", certificate?.CertificatePem ?? _authority.CertificatePem);
        if (certificate is not null) _directory.Write($"{name}.key", certificate.KeyPem);
    }

    private BlockingClient Connect(string listener)
    {
        var client = new BlockingClient(_authority, _server.EndPointOf(listener), MessageSize);
        client.RoundTrip();
        return client;
    }
}
