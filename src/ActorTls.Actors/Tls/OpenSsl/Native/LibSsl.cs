using System.Runtime.InteropServices;

namespace ActorTls.Tls.OpenSsl.Native;

/// <summary>
/// The functions of <c>libssl</c> that are used, under their own names. Pointers are plain numbers: the classes that keep them document who
/// owns them. Only functions that read or write a field or two have <see cref="SuppressGCTransitionAttribute"/>.
/// </summary>
internal static unsafe partial class LibSsl
{
    internal const string Name = "ssl";

    [LibraryImport(Name)] internal static partial int OPENSSL_init_ssl(ulong options, nint settings);

    [LibraryImport(Name)] internal static partial nint TLS_server_method();
    [LibraryImport(Name)] internal static partial nint TLS_client_method();
    [LibraryImport(Name)] internal static partial nint SSL_CTX_new(nint method);
    [LibraryImport(Name)] internal static partial void SSL_CTX_free(nint context);
    [LibraryImport(Name)] internal static partial CLong SSL_CTX_ctrl(SslContextHandle context, int command, CLong value, byte* argument);
    [LibraryImport(Name)] internal static partial ulong SSL_CTX_set_options(SslContextHandle context, ulong options);
    [LibraryImport(Name)] internal static partial ulong SSL_CTX_clear_options(SslContextHandle context, ulong options);
    [LibraryImport(Name)] internal static partial ulong SSL_CTX_get_options(SslContextHandle context);
    [LibraryImport(Name)] internal static partial void SSL_CTX_set_security_level(SslContextHandle context, int level);
    [LibraryImport(Name)] internal static partial int SSL_CTX_set_cipher_list(SslContextHandle context, byte* names);
    [LibraryImport(Name)] internal static partial int SSL_CTX_set_ciphersuites(SslContextHandle context, byte* names);
    [LibraryImport(Name)] internal static partial int SSL_CTX_use_cert_and_key(SslContextHandle context, X509Handle certificate, PrivateKeyHandle key, nint chain, int replace);
    [LibraryImport(Name)] internal static partial int SSL_CTX_set_session_id_context(SslContextHandle context, byte* id, uint length);
    [LibraryImport(Name)] internal static partial CLong SSL_CTX_set_timeout(SslContextHandle context, CLong seconds);
    [LibraryImport(Name)] internal static partial int SSL_CTX_set_num_tickets(SslContextHandle context, nuint count);
    [LibraryImport(Name)] internal static partial int SSL_CTX_set_max_early_data(SslContextHandle context, uint bytes);
    [LibraryImport(Name)] internal static partial int SSL_CTX_set_recv_max_early_data(SslContextHandle context, uint bytes);
    [LibraryImport(Name)] internal static partial void SSL_CTX_set_verify(SslContextHandle context, int mode, delegate* unmanaged<int, nint, int> callback);
    [LibraryImport(Name)] internal static partial void SSL_CTX_set_cert_verify_callback(SslContextHandle context, delegate* unmanaged<nint, nint, int> callback, nint argument);
    [LibraryImport(Name)] internal static partial void SSL_CTX_set_verify_depth(SslContextHandle context, int depth);
    [LibraryImport(Name)] internal static partial void SSL_CTX_set1_cert_store(SslContextHandle context, X509StoreHandle store);
    [LibraryImport(Name)] internal static partial int SSL_CTX_add_client_CA(SslContextHandle context, X509Handle certificate);
    [LibraryImport(Name)] internal static partial int SSL_CTX_set_alpn_protos(SslContextHandle context, byte* protocols, uint length);

    [LibraryImport(Name)] internal static partial void SSL_CTX_set_info_callback(SslContextHandle context, delegate* unmanaged<nint, int, int, void> callback);
    [LibraryImport(Name)] internal static partial void SSL_CTX_set_client_hello_cb(SslContextHandle context, delegate* unmanaged<nint, int*, nint, int> callback, nint argument);
    [LibraryImport(Name)] internal static partial void SSL_CTX_set_alpn_select_cb(SslContextHandle context, delegate* unmanaged<nint, byte**, byte*, byte*, uint, nint, int> callback, nint argument);
    [LibraryImport(Name)] internal static partial int SSL_CTX_set_session_ticket_cb(SslContextHandle context, delegate* unmanaged<nint, nint, int> generate, delegate* unmanaged<nint, nint, byte*, nuint, int, nint, int> decrypted, nint argument);
    [LibraryImport(Name)] internal static partial int SSL_CTX_set_tlsext_ticket_key_evp_cb(SslContextHandle context, delegate* unmanaged<nint, byte*, byte*, nint, nint, int, int> callback);
    [LibraryImport(Name)] internal static partial void SSL_CTX_sess_set_new_cb(SslContextHandle context, delegate* unmanaged<nint, nint, int> callback);

    [LibraryImport(Name)] internal static partial nint SSL_new(SslContextHandle context);
    [LibraryImport(Name)] internal static partial void SSL_free(nint ssl);
    [LibraryImport(Name)] internal static partial void SSL_set_bio(nint ssl, nint input, nint output);
    [LibraryImport(Name)] internal static partial void SSL_set_accept_state(nint ssl);
    [LibraryImport(Name)] internal static partial void SSL_set_connect_state(nint ssl);
    [LibraryImport(Name)] internal static partial nint SSL_set_SSL_CTX(nint ssl, SslContextHandle context);
    [LibraryImport(Name)] internal static partial void SSL_set_verify(nint ssl, int mode, delegate* unmanaged<int, nint, int> callback);
    [LibraryImport(Name)] internal static partial CLong SSL_ctrl(nint ssl, int command, CLong value, byte* argument);
    [LibraryImport(Name)] internal static partial int SSL_use_cert_and_key(nint ssl, X509Handle certificate, PrivateKeyHandle key, nint chain, int replace);
    [LibraryImport(Name)] internal static partial nint SSL_get0_param(nint ssl);
    [LibraryImport(Name)] internal static partial int SSL_set_session(nint ssl, OpenSslClientSession session);
    [LibraryImport(Name)] internal static partial void SSL_SESSION_free(nint session);

    [LibraryImport(Name, SetLastError = true)] internal static partial int SSL_do_handshake(nint ssl);
    [LibraryImport(Name, SetLastError = true)] internal static partial int SSL_read(nint ssl, byte* buffer, int length);
    [LibraryImport(Name, SetLastError = true)] internal static partial int SSL_write(nint ssl, byte* buffer, int length);
    [LibraryImport(Name, SetLastError = true)] internal static partial int SSL_shutdown(nint ssl);
    [LibraryImport(Name)] internal static partial void SSL_set_read_ahead(nint ssl, int yes);
    [LibraryImport(Name)] internal static partial int SSL_new_session_ticket(nint ssl);
    [LibraryImport(Name)] internal static partial int SSL_free_buffers(nint ssl);

    [SuppressGCTransition, LibraryImport(Name)] internal static partial int SSL_get_error(nint ssl, int result);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial int SSL_has_pending(nint ssl);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial void SSL_set_shutdown(nint ssl, int mode);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial int SSL_in_init(nint ssl);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial byte* SSL_rstate_string(nint ssl);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial int SSL_version(nint ssl);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial int SSL_session_reused(nint ssl);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial nint SSL_get_rbio(nint ssl);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial nint SSL_get_current_cipher(nint ssl);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial ushort SSL_CIPHER_get_protocol_id(nint cipher);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial void SSL_get0_alpn_selected(nint ssl, byte** data, uint* length);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial nint SSL_get0_peer_certificate(nint ssl);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial nint SSL_get0_verified_chain(nint ssl);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial nint SSL_get_peer_cert_chain(nint ssl);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial CLong SSL_get_verify_result(nint ssl);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial nint SSL_get_session(nint ssl);

    [LibraryImport(Name)] internal static partial int SSL_client_hello_get0_ext(nint ssl, uint type, byte** data, nuint* length);
    [LibraryImport(Name)] internal static partial int i2d_SSL_SESSION(nint session, byte** output);
    [LibraryImport(Name)] internal static partial nint d2i_SSL_SESSION(nint* session, byte** input, CLong length);
    [LibraryImport(Name)] internal static partial int SSL_SESSION_set1_ticket_appdata(nint session, byte* data, nuint length);
    [LibraryImport(Name)] internal static partial int SSL_SESSION_get0_ticket_appdata(nint session, byte** data, nuint* length);
}
