using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Load.Peers.Kestrel;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;

// An echo server by Kestrel's connection handlers and UseHttps, with the same certificates as the server it is compared
// with: one port for any client, and one for clients with a certificate of the same authority.
if (args.Length != 3 || !int.TryParse(args[1], CultureInfo.InvariantCulture, out var port) || !int.TryParse(args[2], CultureInfo.InvariantCulture, out var mutualPort))
{
    await Console.Error.WriteLineAsync("usage: kestrel-echo CERTIFICATE-DIRECTORY PORT MUTUAL-PORT");
    return 2;
}

using var pem = X509Certificate2.CreateFromPemFile(Path.Combine(args[0], "server.crt"), Path.Combine(args[0], "server.key"));
// Made once: Kestrel and SslStream then build no chain for each connection.
using var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(args[0], "ca.crt"));

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseKestrelHttpsConfiguration();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(ConfigureTls).UseConnectionHandler<EchoHandler>());
    kestrel.Listen(IPAddress.Loopback, mutualPort, listen => listen.UseHttps(ConfigureMutualTls).UseConnectionHandler<EchoHandler>());
});
var server = builder.Build();
await server.StartAsync();
Console.WriteLine($"kestrel-echo {Environment.Version} listens on 127.0.0.1:{port} and, for clients with a certificate, on 127.0.0.1:{mutualPort}");
await server.WaitForShutdownAsync();
return 0;

void ConfigureTls(HttpsConnectionAdapterOptions https)
{
    https.ServerCertificate = certificate;
    https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
}

void ConfigureMutualTls(HttpsConnectionAdapterOptions https)
{
    ConfigureTls(https);
    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
    https.OnAuthenticate = (_, tls) =>
    {
        tls.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        tls.CertificateChainPolicy.CustomTrustStore.Add(authority);
        // Without one of our own it is the policy above that decides.
        tls.RemoteCertificateValidationCallback = null;
    };
}
