using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Tls;

namespace ActorTls.Scenarios;

/// <summary>A client that returns meets whichever event loop accepts it; each knows the tickets of all.</summary>
public sealed class ResumptionTests
{
    private const int Returns = 100;

    [Theory]
    [InlineData(TlsProtocols.Tls12, "TLSv1.2")]
    [InlineData(TlsProtocols.Tls13, "TLSv1.3")]
    public async Task Every_return_is_resumed_whichever_event_loop_accepts_it(TlsProtocols version, string name)
    {
        await using var server = await TestServer.StartAsync("actor-tls.io.workers = 2");
        using (var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), version))
        {
            ITlsClientSession? session = null;
            for (var connection = 0; connection <= Returns; connection++)
            {
                using var client = EngineClient.Establish(context, server.EndPoint, session);
                client.Echo([.. BitConverter.GetBytes(connection)]);
                Assert.Equal(connection > 0, client.Session.Resumed);
                if (client.TakeSession() is { } renewed)
                {
                    session?.Dispose();
                    session = renewed;
                }
                client.CompleteWritesAndAwaitEnd();

                var closed = server.Log.NextClosed().AssertEchoed(name, 4, resumed: connection > 0);
                Assert.Equal("alice", closed.Fields["identity"]);
            }
            session?.Dispose();
        }
        await server.AssertBaselineAsync();
    }
}
