using System.Net;
using ActorTls.Configuration;

namespace ActorTls.Actors.Tests.Configuration;

public sealed class ActorTlsConfigurationTests
{
    [Fact]
    public void A_minimal_configuration_gets_everything_else_from_the_reference()
    {
        var settings = Read.Settings(Read.Minimal);

        var policy = Assert.Single(settings.Policies).Value;
        Assert.Equal("main", policy.Name);
        Assert.Equal(TlsProtocols.Tls12 | TlsProtocols.Tls13, policy.Protocols.Value);
        Assert.Equal("intermediate", policy.CipherSuites.Preset);
        Assert.Equal(ClientAuthentication.Require, policy.ClientAuthentication);
        Assert.Equal("/work-dir/server.crt", Assert.IsType<PemCertificateSettings>(Assert.Single(policy.Certificates.Entries)).Certificate.Path);
        Assert.Equal("alice", Assert.Single(policy.Authorization.Rules).CommonName?.Value);
        var listener = Assert.Single(settings.Listeners).Value;
        Assert.Equal(new ListenAddress.Ip(new IPEndPoint(IPAddress.Loopback, 8443)), listener.Address);
        Assert.Equal(TimeSpan.FromSeconds(10), listener.Timeouts.Handshake);
        Assert.Null(listener.Timeouts.Idle);
        Assert.Equal("/work-dir/.actor-tls", settings.StateDirectory);
        Assert.Equal("echo", Assert.Single(settings.Services).Value.Type);
    }

    [Fact]
    public void All_errors_are_told_at_once_each_with_its_place_value_and_what_is_accepted()
    {
        var errors = Read.Errors("""
            actor-tls {
              io.spn = 1us
              policies.main {
                protocols = ["TLSv1.1", "TLSv1.3"]
                certificates = [{ cert = "a", keys = "b" }]
                client-ca = []
              }
              services.echo.type = ecko
              listeners."a b" { port = 70000, policy = mian, service = echo, timeouts.idle = 30 }
            }
            """);

        Assert.Equal(
            [
                "test.conf:2:3: actor-tls.io.spn: is not a known key; did you mean 'spin'?; accepted: workers, spin",
                "test.conf:3:3: actor-tls.policies.main.authorization.allow: is missing: whom to let in has to be said; accepted: [{ common-name = \"alice\" }, …] or any",
                "test.conf:4:18: actor-tls.policies.main.protocols.0 = TLSv1.1: is obsolete: RFC 8996 prohibits TLS 1.0 and 1.1; accepted: TLSv1.2, TLSv1.3",
                "test.conf:5:21: actor-tls.policies.main.certificates.0.key: is missing; accepted: the path of a file",
                "test.conf:5:35: actor-tls.policies.main.certificates.0.keys: is not a known key; did you mean 'key'?; accepted: server-names, password-file, pkcs12, cert, key",
                "test.conf:6:17: actor-tls.policies.main.client-ca = []: is empty: client-authentication = require needs to know whose certificates count; accepted: [\"file\", …] or development",
                "test.conf:8:24: actor-tls.services.echo.type = ecko: is not a type of service; did you mean 'echo'?; accepted: echo, forward",
                "test.conf:9:3: actor-tls.listeners.\"a b\": is not a name; accepted: letters A-Z and a-z, digits, '-' and '_'",
                "test.conf:9:28: actor-tls.listeners.\"a b\".port = 70000: is out of range; accepted: a whole number from 0 to 65535",
                "test.conf:9:44: actor-tls.listeners.\"a b\".policy = mian: is not the name of a policy; did you mean 'main'?; accepted: main",
                "test.conf:9:82: actor-tls.listeners.\"a b\".timeouts.idle = 30: is a duration without a unit; accepted: a number with ns, us, ms, s, m, h or d, such as 500ms or \"1.5 hours\", or off",
            ],
            errors);
    }
}
