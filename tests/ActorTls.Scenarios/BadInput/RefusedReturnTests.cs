using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Scenarios.BadInput;

/// <summary>
/// Clients that were let in, were given a ticket, and return with it after something has changed. A ticket stands for
/// what was true once; now the client is looked at anew, and refused as if it had none.
/// </summary>
public sealed class RefusedReturnTests
{
    public static TheoryData<TlsProtocols> Versions => [TlsProtocols.Tls12, TlsProtocols.Tls13];

    [Theory, MemberData(nameof(Versions))]
    public async Task One_that_was_revoked_meanwhile(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        var certificate = scene.Server.Authority.IssueClient();
        using (var context = EngineClient.CreateContext(scene.Server.Authority.CertificatePem, certificate, version))
        using (var session = Visit(scene, context))
        {
            await File.WriteAllTextAsync(
                Path.Combine(scene.Server.Directory, "ca.crl"), RevocationLists.Pem(scene.Server.Authority.Certificate, certificate));
            await scene.Server.DeployAsync("actor-tls.policies.test.client-crl = [\"ca.crl\"]");

            await RefusedHandshake.AssertAsync(scene, context, "certificate_revoked", "certificate revoked", session);
        }
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task One_whose_certificate_is_over_meanwhile(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        var end = DateTimeOffset.UtcNow.AddSeconds(3);
        var certificate = scene.Server.Authority.IssueClient(notAfter: end);
        using (var context = EngineClient.CreateContext(scene.Server.Authority.CertificatePem, certificate, version))
        using (var session = Visit(scene, context))
        {
            // The time that the test is about: both ends are of whole seconds.
            while (DateTimeOffset.UtcNow < end.AddSeconds(1)) await scene.Neighbour.AssertServedAsync();
            await RefusedHandshake.AssertAsync(scene, context, "certificate_expired", "certificate has expired", session);
        }
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task One_whose_authority_is_trusted_no_more(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        using (var context = EngineClient.CreateContext(scene.Server.Authority.CertificatePem, scene.Server.Authority.IssueClient(), version))
        using (var session = Visit(scene, context))
        using (var other = new TestCertificateAuthority("Another CA"))
        {
            await File.WriteAllTextAsync(Path.Combine(scene.Server.Directory, "ca.crt"), other.CertificatePem);
            await scene.Server.DeployAsync();

            await RefusedHandshake.AssertAsync(scene, context, "unknown_ca", "unable to get local issuer certificate", session);
        }
        await scene.EndAsync();
    }

    /// <summary>Comes in twice, the second time with its ticket, so that what is kept is known to be of use.</summary>
    private static ITlsClientSession Visit(Scene scene, ITlsClientContext context)
    {
        ITlsClientSession? session = null;
        foreach (var resumed in new[] { false, true })
        {
            using var client = EngineClient.Establish(context, scene.EndPointOf("test"), session);
            client.Echo([1]);
            Assert.Equal(resumed, client.Session.Resumed);
            if (client.TakeSession() is { } renewed)
            {
                session?.Dispose();
                session = renewed;
            }
            client.CompleteWritesAndAwaitEnd();
            scene.AssertNextClosed("peer-finished", "established");
        }
        Assert.NotNull(session);
        return session;
    }
}
