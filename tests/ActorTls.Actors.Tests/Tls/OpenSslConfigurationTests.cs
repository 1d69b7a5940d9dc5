using System.Runtime.InteropServices;
using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>OpenSSL's configuration file presets every context of a process; policies must not notice.</summary>
[Collection(nameof(WholeProcess))]
public sealed partial class OpenSslConfigurationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TlsTestPolicy _policy = new();

    public void Dispose()
    {
        CONF_modules_unload(0);
        _policy.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_file_that_weakens_everything_changes_nothing()
    {
        var file = _directory.Write("openssl.cnf", """
            openssl_conf = init
            [init]
            ssl_conf = ssl
            [ssl]
            system_default = weak
            [weak]
            MinProtocol = TLSv1
            MaxProtocol = TLSv1.2
            CipherString = ALL:eNULL:@SECLEVEL=0
            Groups = P-521
            SignatureAlgorithms = RSA+SHA1
            Options = UnsafeLegacyRenegotiation,-SessionTicket,-ServerPreference
            """);
        Assert.Equal(1, CONF_modules_load_file(file, 0, new CULong(0)));

        using var server = _policy.CreateContext();
        using var client = _policy.CreateClient(_policy.Authority.IssueClient(), TlsProtocols.Tls13, groups: ["X25519"]);
        using (var pair = new ChannelPair(server, client).Handshake())
        {
            Assert.Equal("TLSv1.3", pair.Server.Describe().Version);
            Assert.Equal(TlsStatus.Done, pair.Server.IssueTicket());
            ChannelPair.WriteAll(pair.Server, ".");
            Assert.Equal(".", ChannelPair.ReadText(pair.Client, 1));
            using var session = pair.Client.TakeSession();
            Assert.NotNull(session);
        }

        // The file did take effect, on what does not set everything itself.
        using var weak = new SslContextHandle(
            LibSsl.SSL_CTX_new(LibSsl.TLS_server_method()));
        Assert.Equal(0, SSL_CTX_get_security_level(weak.DangerousGetHandle()));
    }

    [LibraryImport("libcrypto.so.3", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CONF_modules_load_file(string file, nint application, CULong flags);

    [LibraryImport("libcrypto.so.3")] private static partial void CONF_modules_unload(int all);

    [LibraryImport("libssl.so.3")] private static partial int SSL_CTX_get_security_level(nint context);
}
