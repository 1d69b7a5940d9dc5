using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>A handshake in which we are the client of an upstream, by a policy.</summary>
internal static class UpstreamHandshake
{
    /// <summary>Why the policy or the client refuses the server; null when neither does.</summary>
    internal static string? Try(
        TlsTestPolicy policy, IssuedCertificate served, string serverCa, CertificateProfile profile = CertificateProfile.Compatible)
    {
        var report = new ConfigurationReport();
        var settings = policy.Settings() with { Certificates = new(false, [], policy.Settings().Origin), CertificateProfile = profile };
        var trust = new ServerTrustSettings([policy.File("server-ca.crt", serverCa)], [], settings.Origin);
        var client = TlsTestPolicy.Engine.LoadClientPolicy(settings, trust, new DiskFileSource(), DateTimeOffset.UtcNow, report);
        if (client is null) return report.Errors[0].ToString();

        using var server = new TlsTestPolicy { ClientAuthentication = ClientAuthentication.None };
        server.Certificates.Clear();
        server.AddCertificate(served);
        using var serverContext = server.CreateContext();
        using var clientContext = TlsTestPolicy.Engine.CreateClientContext(client);
        using var pair = new ChannelPair(serverContext, clientContext);
        pair.TryHandshake();
        return pair.Client.Failure?.Detail;
    }
}
