using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using ActorTls.Configuration;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// Makes <c>SSL_CTX</c>s. OpenSSL's configuration file may preset any context of a process, so this class sets every option that matters,
/// even to its default.
/// </summary>
internal static unsafe class ContextBuilder
{
    private const int SecurityLevel = 2; // at least 112 bits

    /// <summary>
    /// The most early data, in bytes, that a client may send without an invitation (RFC 8446 section 4.2.10). It is skipped unread; more
    /// is a failure. No ticket of this server invites early data.
    /// </summary>
    private const uint MostEarlyDataSkipped = 16 << 10;

    /// <summary>The longest Certificate message of a peer, in bytes: one certificate of 64 KiB and its framing.</summary>
    private const int LargestCertificateList = (64 << 10) + 16;

    private const string SignatureAlgorithms =
        "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:" +
        "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:" +
        "RSA+SHA256:RSA+SHA384:RSA+SHA512";

    /// <summary>Makes a context with all options that both roles have in common.</summary>
    /// <exception cref="OpenSslException">OpenSSL does not take a suite or group.</exception>
    internal static SslContextHandle Create(
        nint method, TlsProtocols protocols, ImmutableArray<CipherSuite> suites, ImmutableArray<string> groups, ulong options)
    {
        LibCrypto.ERR_clear_error();
        var context = new SslContextHandle(LibSsl.SSL_CTX_new(method));
        try
        {
            OpenSslException.ThrowIf(context.IsInvalid, "SSL_CTX_new");
            SetOptions(context, options);
            SetProtocols(context, protocols);
            LibSsl.SSL_CTX_set_security_level(context, SecurityLevel);
            SetCipherSuites(context, suites);
            Control(context, Constants.SSL_CTRL_SET_GROUPS_LIST, string.Join(':', groups));
            Control(context, Constants.SSL_CTRL_SET_SIGALGS_LIST, SignatureAlgorithms);
            Control(context, Constants.SSL_CTRL_SET_CLIENT_SIGALGS_LIST, SignatureAlgorithms);
            LibSsl.SSL_CTX_set_info_callback(context, &OpenSslChannel.OnState);
            LibSsl.SSL_CTX_set_max_early_data(context, 0);
            LibSsl.SSL_CTX_set_recv_max_early_data(context, MostEarlyDataSkipped);
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    /// <summary>Adds a certificate, its chain (nearest issuer first) and its key; the context takes references of its own.</summary>
    internal static void AddCertificate(
        SslContextHandle context, X509Handle certificate, ImmutableArray<X509Handle> chain, PrivateKeyHandle key) =>
        WithStack(chain, stack => OpenSslException.ThrowIf(
            LibSsl.SSL_CTX_use_cert_and_key(context, certificate, key, stack, 1) != 1, "SSL_CTX_use_cert_and_key"));

    /// <summary>Makes one connection show a certificate, its chain (nearest issuer first) and its key in place of the context's.</summary>
    internal static void UseCertificate(
        nint ssl, X509Handle certificate, ImmutableArray<X509Handle> chain, PrivateKeyHandle key) =>
        WithStack(chain, stack => OpenSslException.ThrowIf(
            LibSsl.SSL_use_cert_and_key(ssl, certificate, key, stack, 1) != 1, "SSL_use_cert_and_key"));

    /// <summary>Passes a <c>STACK_OF(X509)</c> to a function that copies it.</summary>
    private static void WithStack(ImmutableArray<X509Handle> certificates, Action<nint> use)
    {
        var stack = LibCrypto.OPENSSL_sk_new_null();
        OpenSslException.ThrowIf(stack == 0, "OPENSSL_sk_new_null");
        var held = 0;
        try
        {
            foreach (var certificate in certificates)
            {
                var isHeld = false;
                certificate.DangerousAddRef(ref isHeld);   // The owner may dispose of the certificate on another thread.
                held++;
                OpenSslException.ThrowIf(LibCrypto.OPENSSL_sk_push(stack, certificate.DangerousGetHandle()) <= 0, "OPENSSL_sk_push");
            }
            use(stack);
        }
        finally
        {
            LibCrypto.OPENSSL_sk_free(stack);
            foreach (var certificate in certificates.AsSpan()[..held]) certificate.DangerousRelease();
        }
    }

    private static void SetOptions(SslContextHandle context, ulong options)
    {
        LibSsl.SSL_CTX_clear_options(context, LibSsl.SSL_CTX_get_options(context));
        LibSsl.SSL_CTX_set_options(context, options |
            Constants.SSL_OP_NO_COMPRESSION | Constants.SSL_OP_ENABLE_MIDDLEBOX_COMPAT);

        // Without AUTO_RETRY a read returns to the event loop after each buffer, even in a flood of KeyUpdates. Without NO_AUTO_CHAIN
        // OpenSSL would search the clients' trust anchors at each handshake for the chain to send.
        Control(context, Constants.SSL_CTRL_CLEAR_MODE, Constants.SSL_MODE_AUTO_RETRY);
        Control(context, Constants.SSL_CTRL_MODE,
            Constants.SSL_MODE_ENABLE_PARTIAL_WRITE | Constants.SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
            Constants.SSL_MODE_RELEASE_BUFFERS | Constants.SSL_MODE_NO_AUTO_CHAIN);
        Control(context, Constants.SSL_CTRL_SET_READ_AHEAD, 1);
        Control(context, Constants.SSL_CTRL_SET_MAX_CERT_LIST, LargestCertificateList);
        Control(context, Constants.SSL_CTRL_SET_SESS_CACHE_MODE, Constants.SSL_SESS_CACHE_OFF);
    }

    /// <summary>OpenSSL's number of a version.</summary>
    internal static int NumberOf(TlsProtocols version) => version switch
    {
        TlsProtocols.Tls12 => Constants.TLS1_2_VERSION,
        TlsProtocols.Tls13 => Constants.TLS1_3_VERSION,
        _ => throw new ArgumentOutOfRangeException(nameof(version)),
    };

    private static void SetProtocols(SslContextHandle context, TlsProtocols protocols)
    {
        var lowest = NumberOf(protocols.HasFlag(TlsProtocols.Tls12) ? TlsProtocols.Tls12 : TlsProtocols.Tls13);
        var highest = NumberOf(protocols.HasFlag(TlsProtocols.Tls13) ? TlsProtocols.Tls13 : TlsProtocols.Tls12);
        OpenSslException.ThrowIf(Control(context, Constants.SSL_CTRL_SET_MIN_PROTO_VERSION, lowest) != 1, "SSL_CTX_set_min_proto_version");
        OpenSslException.ThrowIf(Control(context, Constants.SSL_CTRL_SET_MAX_PROTO_VERSION, highest) != 1, "SSL_CTX_set_max_proto_version");
    }

    private static void SetCipherSuites(SslContextHandle context, ImmutableArray<CipherSuite> suites)
    {
        // OpenSSL takes no empty list for TLS 1.2. Where that version is off, the list is set but never used.
        var older = suites.Where(suite => suite.Protocol == TlsProtocols.Tls12).ToList();
        if (older.Count == 0) older.AddRange(CipherSuites.Intermediate.Where(suite => suite.Protocol == TlsProtocols.Tls12));
        fixed (byte* names = Terminated(string.Join(':', older.Select(suite => suite.OpenSslName))))
            OpenSslException.ThrowIf(LibSsl.SSL_CTX_set_cipher_list(context, names) != 1, "SSL_CTX_set_cipher_list");

        var newer = suites.Where(suite => suite.Protocol == TlsProtocols.Tls13).Select(suite => suite.Name);
        fixed (byte* names = Terminated(string.Join(':', newer)))
            OpenSslException.ThrowIf(LibSsl.SSL_CTX_set_ciphersuites(context, names) != 1, "SSL_CTX_set_ciphersuites");
    }

    internal static long Control(SslContextHandle context, int command, int value) =>
        LibSsl.SSL_CTX_ctrl(context, command, new CLong(value), null).Value;

    private static void Control(SslContextHandle context, int command, string argument)
    {
        fixed (byte* text = Terminated(argument))
            OpenSslException.ThrowIf(LibSsl.SSL_CTX_ctrl(context, command, new CLong(0), text).Value != 1, $"SSL_CTX_ctrl {command} {argument}");
    }

    private static byte[] Terminated(string text) => Encoding.ASCII.GetBytes(text + '\0');
}
