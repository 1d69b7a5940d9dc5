using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Both roles against .NET's own TLS.</summary>
public sealed class SslStreamTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12, "TLSv1.2")]
    [InlineData(SslProtocols.Tls13, "TLSv1.3")]
    public async Task A_client_of_NET_echoes_through_our_server(SslProtocols version, string name)
    {
        using var server = _policy.CreateContext();
        using var sockets = new SocketPair();
        using var channel = server.CreateChannel(sockets.ServerDescriptor);
        using var certificate = _policy.Authority.IssueClient().ToX509();
        await using var stream = new SslStream(BlockingStream(sockets.Client));
        var client = Task.Run(async () =>
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = version,
                ClientCertificates = [certificate],
                CertificateChainPolicy = Trust(),
            });
            await stream.WriteAsync("hello"u8.ToArray());
            var answer = new byte[5];
            await stream.ReadExactlyAsync(answer);
            await stream.ShutdownAsync();
            return (Answer: Encoding.UTF8.GetString(answer), After: await stream.ReadAsync(new byte[1]));
        });

        await EchoAsync(channel);
        var (answer, rest) = await client.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("hello", answer);
        Assert.Equal(0, rest);
        Assert.Equal(name, channel.Describe().Version);
        Assert.Equal(certificate.RawData, channel.GetPeerCertificate());
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Our_client_speaks_with_a_server_of_NET(SslProtocols version)
    {
        using var certificate = _policy.Authority.IssueServer().ToX509();
        using var sockets = new SocketPair();
        await using var stream = new SslStream(BlockingStream(sockets.Server));
        var server = Task.Run(async () =>
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                EnabledSslProtocols = version,
                ClientCertificateRequired = true,
                CertificateChainPolicy = Trust(),
                RemoteCertificateValidationCallback = (_, shown, _, errors) => shown is not null && errors == SslPolicyErrors.None,
            });
            await stream.WriteAsync("welcome"u8.ToArray());
            await stream.ShutdownAsync();
        });
        using var context = _policy.CreateClient(_policy.Authority.IssueClient());
        using var client = context.CreateChannel(sockets.ClientDescriptor, "localhost");

        await UntilAsync(() => client.Handshake());
        var received = new List<byte>();
        var buffer = new byte[100];
        await UntilAsync(() =>
        {
            var status = client.Read(buffer, out var read);
            received.AddRange(buffer.AsSpan(0, read));
            return status == TlsStatus.Done ? TlsStatus.WantRead : status;
        }, TlsStatus.Closed);
        await server.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("welcome", Encoding.UTF8.GetString([.. received]));
    }

    private static async Task EchoAsync(ITlsChannel channel)
    {
        await UntilAsync(channel.Handshake);
        var buffer = new byte[100];
        await UntilAsync(() =>
        {
            var status = channel.Read(buffer, out var read);
            if (read > 0) Assert.Equal(TlsStatus.Done, channel.Write(buffer.AsSpan(0, read), out _));
            return status == TlsStatus.Done ? TlsStatus.WantRead : status;
        }, TlsStatus.Closed);
        Assert.Equal(TlsStatus.Done, channel.Shutdown());
    }

    private static async Task UntilAsync(Func<TlsStatus> step, TlsStatus end = TlsStatus.Done)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var status = step();
            if (status == end) return;
            Assert.True(status is TlsStatus.WantRead or TlsStatus.WantWrite, status.ToString());
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static NetworkStream BlockingStream(Socket socket)
    {
        socket.Blocking = true;
        return new NetworkStream(socket);
    }

    private X509ChainPolicy Trust() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { _policy.Authority.Certificate },
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };
}
