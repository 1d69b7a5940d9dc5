using System.Net;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Harness;

/// <summary>
/// Two servers in a chain, as on two machines: the near one takes plaintext and shows a certificate of its own to the far one,
/// which requires it and forwards to a plaintext service.
/// </summary>
internal sealed class Tunnel : IAsyncDisposable
{
    private readonly TestServer _far;
    private readonly TestServer _near;
    private bool _nearHasEnded;

    private Tunnel(TestServer far, TestServer near) => (_far, _near) = (far, near);

    /// <summary>Where clients connect in plaintext.</summary>
    public IPEndPoint Entrance => _near.EndPointOf("entrance");

    /// <summary>Where clients with a certificate of the far server's connect in TLS.</summary>
    public IPEndPoint FarEntrance => _far.EndPointOf("tunnel");

    /// <summary>With the files of a client of the far server's: <c>ca.crt</c>, <c>client.crt</c>, <c>client.key</c>.</summary>
    public string FarDirectory => _far.Directory;

    /// <param name="upstream">The service at the far end, in the form of <c>upstreams</c>.</param>
    public static async Task<Tunnel> DigAsync(string upstream)
    {
        var far = await TestServer.StartAsync($$"""
            actor-tls {
              services.upstream { type = forward, upstreams = ["{{upstream}}"] }
              listeners.tunnel { address = "127.0.0.1", port = 0, policy = "test", service = "upstream" }
            }
            """);
        try
        {
            return new Tunnel(far, await StartNearAsync(far));
        }
        catch
        {
            await far.DisposeAsync();
            throw;
        }
    }

    private static Task<TestServer> StartNearAsync(TestServer far) => TestServer.StartAsync(
        $$"""
        actor-tls {
          policies.client { certificates = [{ cert = "tunnel.crt", key = "tunnel.key" }] }
          services.far {
            type = forward
            upstreams = ["{{far.EndPointOf("tunnel")}}"]
            tls { enabled = on, policy = "client", server-ca = ["far-ca.crt"], server-name = "localhost" }
          }
          listeners.entrance { address = "127.0.0.1", port = 0, tls = off, service = "far" }
        }
        """,
        (_, directory) =>
        {
            var certificate = far.Authority.IssueClient();
            directory.Write("far-ca.crt", far.Authority.CertificatePem);
            directory.Write("tunnel.crt", certificate.CertificatePem);
            directory.Write("tunnel.key", certificate.KeyPem);
        });

    /// <summary>Every connection ended cleanly at both ends, and nothing is left over.</summary>
    /// <param name="connections">How many clients there were.</param>
    /// <param name="reason">Who ended first: the client, or the service.</param>
    public async Task EndAsync(int connections, string reason = "peer-finished")
    {
        await _near.AssertBaselineAsync();
        for (var i = 0; i < connections; i++)
        {
            Assert.Equal(reason, _near.Log.NextClosed().Reason);
            var far = _far.Log.NextClosed();
            Assert.Equal((reason, "alice"), (far.Reason, far.Fields["identity"]));
        }
        await EndNearAsync();   // Its sockets are no leak of the far one's.
        await _far.AssertBaselineAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndNearAsync();
        await _far.DisposeAsync();
    }

    private async Task EndNearAsync()
    {
        if (!_nearHasEnded) await _near.DisposeAsync();
        _nearHasEnded = true;
    }
}
