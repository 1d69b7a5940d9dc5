using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using ActorTls.Configuration;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.ServerNames;

namespace ActorTls.Tls.OpenSsl;

/// <summary>The client side of a connection.</summary>
internal sealed unsafe class ClientChannel : OpenSslChannel, ITlsClientChannel
{
    private OpenSslClientSession? _session;

    internal ClientChannel(
        SslContextHandle context, int socket, string serverName, OpenSslClientSession? session, OpenSslClientCertificate? certificate, CertificateProfile? profile)
        : base(context, socket)
    {
        Profile = profile;
        ServerName = serverName;
        try
        {
            LibSsl.SSL_set_connect_state(Ssl);
            RequireName(serverName);
            certificate?.UseFor(Ssl);
            if (session is not null)
                OpenSslException.ThrowIf(LibSsl.SSL_set_session(Ssl, session) != 1, "SSL_set_session");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Null when the chain is verified by OpenSSL alone.</summary>
    internal CertificateProfile? Profile { get; }

    protected override string? ServerName { get; }

    // Servers send two or three tickets, each of a few steps. Some send more; that costs a system call for each record then.
    protected override int StepsForTickets => 32;

    public ITlsClientSession? TakeSession() => Interlocked.Exchange(ref _session, null);

    /// <summary>Takes over the reference when it returns 1.</summary>
    [UnmanagedCallersOnly]
    internal static int OnNewSession(nint ssl, nint session)
    {
        try
        {
            if (Current is not ClientChannel channel) return 0;
            channel._session?.Dispose();
            channel._session = new OpenSslClientSession(session);
            return 1;
        }
        catch
        {
            return 0;
        }
    }

    protected override void Released() => TakeSession()?.Dispose();

    private void RequireName(string serverName)
    {
        var parameters = LibSsl.SSL_get0_param(Ssl);
        // The subject's common name is no host name (RFC 9525).
        LibCrypto.X509_VERIFY_PARAM_set_hostflags(parameters,
            Constants.X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | Constants.X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
        if (IPAddress.TryParse(serverName, out var address))
        {
            var bytes = address.GetAddressBytes();
            fixed (byte* start = bytes)
                OpenSslException.ThrowIf(
                    LibCrypto.X509_VERIFY_PARAM_set1_ip(parameters, start, (nuint)bytes.Length) != 1, "X509_VERIFY_PARAM_set1_ip");
            return;
        }
        if (ServerNamePattern.Parse(serverName) is not { } name || name[0] == '*')
            throw new ArgumentException("The server's name is neither a host name nor an IP address.", nameof(serverName));
        fixed (byte* start = Encoding.ASCII.GetBytes(name + '\0'))
        {
            OpenSslException.ThrowIf(
                LibCrypto.X509_VERIFY_PARAM_set1_host(parameters, start, (nuint)name.Length) != 1, "X509_VERIFY_PARAM_set1_host");
            OpenSslException.ThrowIf(
                LibSsl.SSL_ctrl(Ssl, Constants.SSL_CTRL_SET_TLSEXT_HOSTNAME, new CLong(0), start).Value != 1, "SSL_set_tlsext_host_name");
        }
    }
}
