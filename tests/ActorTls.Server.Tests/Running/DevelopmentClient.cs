using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.Running;

/// <summary>A client that uses the development certificates which a server has made.</summary>
internal sealed class DevelopmentClient : IAsyncDisposable
{
    private readonly TcpClient _tcp;
    private readonly SslStream _stream;
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _certificate;

    private DevelopmentClient(TcpClient tcp, X509Certificate2 authority, X509Certificate2 certificate)
    {
        _tcp = tcp;
        _authority = authority;
        _certificate = certificate;
        _stream = new SslStream(tcp.GetStream());
    }

    /// <summary>Connects, with the set of certificates in a directory, and completes the handshake.</summary>
    public static async Task<DevelopmentClient> ConnectAsync(string directory, int port)
    {
        var issued = new IssuedCertificate(
            await File.ReadAllTextAsync(Path.Combine(directory, "client.crt")),
            await File.ReadAllTextAsync(Path.Combine(directory, "client.key")));
        var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(directory, "ca.crt"));
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        var client = new DevelopmentClient(tcp, authority, issued.ToX509());
        await client.AuthenticateAsync().WaitAsync(ServerProcess.Patience);
        return client;
    }

    /// <summary>Sends a text and reads as much as it is long.</summary>
    public async Task<string> EchoAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await _stream.WriteAsync(bytes);
        return await ReadAsync(bytes.Length);
    }

    /// <summary>Reads so many bytes of text.</summary>
    public async Task<string> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(ServerProcess.Patience);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Waits for the server's <c>close_notify</c>.</summary>
    public async Task WaitForEndAsync()
    {
        var read = await _stream.ReadAsync(new byte[1]).AsTask().WaitAsync(ServerProcess.Patience);
        Assert.Equal(0, read);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.ShutdownAsync();
        }
        catch (IOException)
        {
            // The server was faster.
        }
        await _stream.DisposeAsync();
        _tcp.Dispose();
        _certificate.Dispose();
        _authority.Dispose();
    }

    private Task AuthenticateAsync() => _stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
    {
        TargetHost = "localhost",
        ClientCertificates = [_certificate],
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { _authority },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    });
}
