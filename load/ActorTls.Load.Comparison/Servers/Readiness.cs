using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ActorTls.Load.Comparison.Servers;

/// <summary>Waits for a server to be ready.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Waits until a client gets through: connected, and with TLS its handshake finished.</summary>
    /// <param name="port">The server's port.</param>
    /// <param name="process">The server's process.</param>
    /// <param name="authority">The CA of the server's certificate; null for a server without TLS.</param>
    /// <param name="time">How long to wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TimeoutException">The process has ended, or no client got through in time.</exception>
    public static async Task WaitAsync(int port, ChildProcess process, X509Certificate2? authority, TimeSpan time, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await ConnectAsync(port, authority, cancellation);
                return;
            }
            catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
            {
                if (process.HasEnded) throw new TimeoutException("the process has ended");
                if (Stopwatch.GetElapsedTime(began) > time) throw new TimeoutException(e.Message);
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    private static async Task ConnectAsync(int port, X509Certificate2? authority, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
        if (authority is null) return;
        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        }, cancellation);
        await tls.ShutdownAsync();
    }
}
