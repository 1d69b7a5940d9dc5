using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.OpenSsl.Tickets;
using ActorTls.Tls.Tickets;

namespace ActorTls.Tls.OpenSsl;

/// <summary>Makes the <c>SSL_CTX</c>s of a listener: one for each event loop and set of certificate entries.</summary>
internal static unsafe class ServerContextFactory
{
    internal static OpenSslServerContext[] Create(OpenSslPolicy policy, string listener, int loops, TimeProvider time)
    {
        TicketKeyRing? tickets = null;
        if (policy.Settings.SessionTickets.Enabled)
        {
            tickets = new TicketKeyRing(policy.Settings.SessionTickets.Lifetime, time);
            TicketCipher.Require();
        }
        var contexts = new List<OpenSslServerContext>();
        try
        {
            for (var loop = 0; loop < loops; loop++)
                contexts.Add(new OpenSslServerContext(policy, CreateSets(policy, listener, tickets is not null), tickets, time));
            return [.. contexts];
        }
        catch
        {
            foreach (var context in contexts) context.Dispose();
            throw;
        }
    }

    private static SslContextHandle[] CreateSets(OpenSslPolicy policy, string listener, bool tickets)
    {
        var handles = new List<SslContextHandle>();
        try
        {
            foreach (var set in policy.Names.Sets)
                handles.Add(CreateContext(policy, listener, [.. set.Select(index => policy.Served[index])], tickets));
            return [.. handles];
        }
        catch
        {
            foreach (var handle in handles) handle.Dispose();
            throw;
        }
    }

    private static SslContextHandle CreateContext(OpenSslPolicy policy, string listener, OpenSslCredential[] entries, bool tickets)
    {
        // The ClientHello callback refuses a renegotiation, and the connection ends. With NO_RENEGOTIATION OpenSSL would answer each
        // attempt with a warning and read on, so that a flood of attempts would hold the event loop inside one read.
        var options = Constants.SSL_OP_CIPHER_SERVER_PREFERENCE | Constants.SSL_OP_PRIORITIZE_CHACHA |
            Constants.SSL_OP_ALLOW_CLIENT_RENEGOTIATION;
        if (!tickets) options |= Constants.SSL_OP_NO_TICKET;
        var context = ContextBuilder.Create(LibSsl.TLS_server_method(), policy.Protocols, policy.Suites, policy.Groups, options);
        try
        {
            foreach (var entry in entries) ContextBuilder.AddCertificate(context, entry.Certificate, entry.Chain, entry.Key);
            SetResumption(context, policy, SessionContextOf(policy, listener, entries));
            SetClientAuthentication(context, policy);
            LibSsl.SSL_CTX_set_client_hello_cb(context, &ServerCallbacks.OnClientHello, 0);
            if (!policy.Alpn.IsEmpty) LibSsl.SSL_CTX_set_alpn_select_cb(context, &ServerCallbacks.OnSelectProtocol, 0);
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static void SetResumption(SslContextHandle context, OpenSslPolicy policy, byte[] sessionContext)
    {
        fixed (byte* id = sessionContext)
            OpenSslException.ThrowIf(LibSsl.SSL_CTX_set_session_id_context(context, id, (uint)sessionContext.Length) != 1,
                "SSL_CTX_set_session_id_context");
        // Tickets of TLS 1.3 are sent on demand, once the client is authorised.
        OpenSslException.ThrowIf(LibSsl.SSL_CTX_set_num_tickets(context, 0) != 1, "SSL_CTX_set_num_tickets");
        if (!policy.Settings.SessionTickets.Enabled) return;
        LibSsl.SSL_CTX_set_timeout(context, new CLong((int)policy.Settings.SessionTickets.Lifetime.TotalSeconds));
        OpenSslException.ThrowIf(
            LibSsl.SSL_CTX_set_tlsext_ticket_key_evp_cb(context, &TicketCallbacks.OnTicketKey) != 1, "SSL_CTX_set_tlsext_ticket_key_evp_cb");
        OpenSslException.ThrowIf(
            LibSsl.SSL_CTX_set_session_ticket_cb(context, &TicketCallbacks.OnGenerate, &TicketCallbacks.OnDecrypted, 0) != 1,
            "SSL_CTX_set_session_ticket_cb");
    }

    private static void SetClientAuthentication(SslContextHandle context, OpenSslPolicy policy)
    {
        if (policy.ClientTrust is not { } trust)
        {
            LibSsl.SSL_CTX_set_verify(context, Constants.SSL_VERIFY_NONE, null);
            return;
        }
        var mode = Constants.SSL_VERIFY_PEER;
        if (policy.RequiresCertificate) mode |= Constants.SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
        LibSsl.SSL_CTX_set_verify(context, mode, trust.VerificationCallback);
        LibSsl.SSL_CTX_set_cert_verify_callback(context, &ChainVerification.OnVerifyClient, 0);
        LibSsl.SSL_CTX_set_verify_depth(context, TrustAnchors.MaximumIntermediates);
        using var store = trust.CreateStore(Constants.X509_PURPOSE_SSL_CLIENT);
        LibSsl.SSL_CTX_set1_cert_store(context, store);
        if (!trust.AreNamed) return;
        foreach (var certificate in trust.Certificates)
            OpenSslException.ThrowIf(LibSsl.SSL_CTX_add_client_CA(context, certificate) != 1, "SSL_CTX_add_client_CA");
    }

    /// <summary>The session id context: a digest of all that a session belongs to, so that a ticket is never good for another listener, host or policy.</summary>
    private static byte[] SessionContextOf(OpenSslPolicy policy, string listener, OpenSslCredential[] entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(policy.LoadId.ToByteArray());
        foreach (var entry in entries) hash.AppendData(entry.Fingerprint);
        hash.AppendData(Encoding.UTF8.GetBytes(listener));
        return hash.GetHashAndReset();
    }
}
