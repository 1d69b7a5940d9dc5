using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.BadInput;

/// <summary>
/// A certificate says where its issuer, its revocation list and its OCSP responder are to be found. A server that went
/// there would do a stranger's bidding; this one never does, whether it lets the client in or not.
/// </summary>
public sealed class UrlsInCertificatesTests
{
    public static TheoryData<TlsProtocols> Versions => [TlsProtocols.Tls12, TlsProtocols.Tls13];

    [Theory, MemberData(nameof(Versions))]
    public async Task They_are_not_followed_to_find_an_issuer_that_is_missing(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        using var elsewhere = Listen();
        using var intermediate = new TestIssuer(scene.Server.Authority.Certificate, "Intermediate");
        await RefusedHandshake.AssertAsync(
            scene, intermediate.IssueClient([], UrlsAt(elsewhere)), version, "unknown_ca", "unable to get local issuer certificate");
        Assert.False(elsewhere.Pending());
        elsewhere.Stop();
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task They_are_not_followed_to_find_a_revocation_list(TlsProtocols version)
    {
        // The intermediate is sent along, but the policy has no list of it.
        await using var scene = await Scene.StartAsync(
            (authority, directory) => directory.Write("ca.crl", RevocationLists.Pem(authority.Certificate)),
            overrides: "actor-tls.policies.test.client-crl = [\"ca.crl\"]");
        using var elsewhere = Listen();
        using var intermediate = new TestIssuer(scene.Server.Authority.Certificate, "Intermediate", extensions: UrlsAt(elsewhere));
        await RefusedHandshake.AssertAsync(
            scene, intermediate.IssueClient([intermediate], UrlsAt(elsewhere)), version, "unknown_ca", "unable to get certificate CRL");
        Assert.False(elsewhere.Pending());
        elsewhere.Stop();
        await scene.EndAsync();
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_client_that_is_let_in_has_not_made_the_server_go_anywhere(TlsProtocols version)
    {
        await using var scene = await Scene.StartAsync();
        using var elsewhere = Listen();
        var certificate = TestIssuer.Issue(scene.Server.Authority.Certificate, extensions: UrlsAt(elsewhere));
        using (var context = EngineClient.CreateContext(scene.Server.Authority.CertificatePem, certificate, version))
        using (var client = EngineClient.Establish(context, scene.EndPointOf("test")))
        {
            client.Echo([1, 2, 3]);
            client.CompleteWritesAndAwaitEnd();
        }
        scene.AssertNextClosed("peer-finished", "established");
        Assert.False(elsewhere.Pending());
        elsewhere.Stop();
        await scene.EndAsync();
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static X509Extension[] UrlsAt(TcpListener listener)
    {
        var place = $"http://{listener.LocalEndpoint}";
        return
        [
            new X509AuthorityInformationAccessExtension([$"{place}/ocsp"], [$"{place}/issuer.crt"]),
            CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"{place}/list.crl"]),
        ];
    }
}
