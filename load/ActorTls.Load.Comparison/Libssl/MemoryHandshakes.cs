using System.Diagnostics;
using ActorTls.Load.Measuring;

namespace ActorTls.Load.Comparison.Libssl;

/// <summary>
/// Handshakes of OpenSSL with itself over streams in memory: what no server that uses this OpenSSL can be better than.
/// Each is what one operation of the handshake scenarios is, without sockets and event loop: the handshake, a ticket, a byte
/// there and back, and <c>close_notify</c> from both sides. Only the server's half is timed. Used by one thread.
/// </summary>
internal sealed unsafe class MemoryHandshakes : IDisposable
{
    private readonly MemoryHandshakeKind _kind;
    private readonly nint _serverContext;
    private readonly nint _clientContext;
    private nint _session;
    private TimeSpan _began;
    private TimeSpan _serverTime;

    /// <param name="kind">Which kind.</param>
    /// <param name="certificates">The directory with <c>server.crt</c>, <c>client.crt</c>, their keys, and <c>ca.crt</c>.</param>
    public MemoryHandshakes(MemoryHandshakeKind kind, string certificates)
    {
        _kind = kind;
        _serverContext = CreateContext(SslCalls.TLS_server_method(), Path.Combine(certificates, "server"));
        _clientContext = CreateContext(SslCalls.TLS_client_method(), Path.Combine(certificates, "client"));
        Require(SslCalls.SSL_CTX_set_num_tickets(_serverContext, 1) == 1, "SSL_CTX_set_num_tickets");
        byte id = 1;
        Require(SslCalls.SSL_CTX_set_session_id_context(_serverContext, &id, 1) == 1, "SSL_CTX_set_session_id_context");
        if (kind != MemoryHandshakeKind.Mutual) return;
        Require(SslCalls.SSL_CTX_load_verify_locations(_serverContext, Path.Combine(certificates, "ca.crt"), null) == 1, "SSL_CTX_load_verify_locations");
        SslCalls.SSL_CTX_set_verify(_serverContext, SslCalls.SSL_VERIFY_PEER | SslCalls.SSL_VERIFY_FAIL_IF_NO_PEER_CERT, 0);
    }

    /// <summary>The server's processor time for one, in microseconds, measured for so long.</summary>
    public double Measure(TimeSpan time)
    {
        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        Once();   // the first one of a client that resumes has nothing to resume
        _serverTime = default;
        var count = 0;
        do
        {
            Once();
            count++;
        }
        while (Stopwatch.GetTimestamp() < end);
        return _serverTime.TotalMicroseconds / count;
    }

    public void Dispose()
    {
        if (_session != 0) SslCalls.SSL_SESSION_free(_session);
        SslCalls.SSL_CTX_free(_serverContext);
        SslCalls.SSL_CTX_free(_clientContext);
    }

    private void Once()
    {
        BioCalls.ERR_clear_error();
        var (toServer, toClient) = (BioCalls.BIO_new(BioCalls.BIO_s_mem()), BioCalls.BIO_new(BioCalls.BIO_s_mem()));
        _ = BioCalls.BIO_up_ref(toServer);
        _ = BioCalls.BIO_up_ref(toClient);
        var client = SslCalls.SSL_new(_clientContext);
        SslCalls.SSL_set_bio(client, toClient, toServer);
        SslCalls.SSL_set_connect_state(client);
        if (_session != 0) Require(SslCalls.SSL_set_session(client, _session) == 1, "SSL_set_session");

        Begin();
        var server = SslCalls.SSL_new(_serverContext);
        SslCalls.SSL_set_bio(server, toServer, toClient);
        SslCalls.SSL_set_accept_state(server);
        End();
        ShakeHands(client, server);
        Exchange(client, server);
        Close(client, server);
        Begin();
        SslCalls.SSL_free(server);
        End();
        SslCalls.SSL_free(client);
    }

    private void ShakeHands(nint client, nint server)
    {
        var (clientDone, serverDone) = (false, false);
        for (var flights = 0; !clientDone || !serverDone; flights++)
        {
            Require(flights < 10, "SSL_do_handshake");
            if (!clientDone) clientDone = SslCalls.SSL_do_handshake(client) == 1;
            Begin();
            if (!serverDone) serverDone = SslCalls.SSL_do_handshake(server) == 1;
            End();
        }
        var resumes = _kind == MemoryHandshakeKind.Resumed && _session != 0;
        Require(SslCalls.SSL_session_reused(server) == (resumes ? 1 : 0), "SSL_session_reused");
    }

    private void Exchange(nint client, nint server)
    {
        byte data = 42;
        Require(SslCalls.SSL_write(client, &data, 1) == 1, "SSL_write");
        Begin();
        var echoed = SslCalls.SSL_read(server, &data, 1) == 1 && SslCalls.SSL_write(server, &data, 1) == 1;
        End();
        Require(echoed && SslCalls.SSL_read(client, &data, 1) == 1, "SSL_read");
        if (_kind != MemoryHandshakeKind.Resumed) return;
        if (_session != 0) SslCalls.SSL_SESSION_free(_session);
        _session = SslCalls.SSL_get1_session(client);
    }

    private void Close(nint client, nint server)
    {
        byte data;
        _ = SslCalls.SSL_shutdown(client);
        Begin();
        var isClosed = SslCalls.SSL_read(server, &data, 1) == 0 && SslCalls.SSL_shutdown(server) == 1;
        End();
        Require(isClosed, "SSL_shutdown");
    }

    private static nint CreateContext(nint method, string certificate)
    {
        var context = SslCalls.SSL_CTX_new(method);
        Require(context != 0, "SSL_CTX_new");
        Require(SslCalls.SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") == 1, "SSL_CTX_set_ciphersuites");
        fixed (byte* groups = "X25519\0"u8)
            Require(SslCalls.SSL_CTX_ctrl(context, SslCalls.SSL_CTRL_SET_GROUPS_LIST, new(0), groups).Value == 1, "SSL_CTX_set1_groups_list");
        _ = SslCalls.SSL_CTX_ctrl(context, SslCalls.SSL_CTRL_SET_SESS_CACHE_MODE, new(SslCalls.SSL_SESS_CACHE_OFF), null);
        Require(SslCalls.SSL_CTX_use_certificate_chain_file(context, certificate + ".crt") == 1, "SSL_CTX_use_certificate_chain_file");
        Require(SslCalls.SSL_CTX_use_PrivateKey_file(context, certificate + ".key", SslCalls.SSL_FILETYPE_PEM) == 1, "SSL_CTX_use_PrivateKey_file");
        return context;
    }

    private void Begin() => _began = ProcessorClock.ReadThread();

    private void End() => _serverTime += ProcessorClock.ReadThread() - _began;

    private static void Require(bool condition, string function)
    {
        if (!condition) throw new InvalidOperationException($"{function} of OpenSSL failed");
    }
}
