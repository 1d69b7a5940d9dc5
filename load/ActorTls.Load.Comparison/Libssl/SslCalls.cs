using System.Runtime.InteropServices;

namespace ActorTls.Load.Comparison.Libssl;

/// <summary>What a handshake in memory needs of <c>libssl</c>, under its own names; the instance that .NET has loaded too.</summary>
internal static unsafe partial class SslCalls
{
    private const string Name = "libssl.so.3";

    public const int SSL_FILETYPE_PEM = 1;
    public const int SSL_VERIFY_PEER = 1;
    public const int SSL_VERIFY_FAIL_IF_NO_PEER_CERT = 2;
    public const int SSL_CTRL_SET_SESS_CACHE_MODE = 44;
    public const int SSL_CTRL_SET_GROUPS_LIST = 92;
    public const int SSL_SESS_CACHE_OFF = 0;

    [LibraryImport(Name)] public static partial nint TLS_server_method();
    [LibraryImport(Name)] public static partial nint TLS_client_method();
    [LibraryImport(Name)] public static partial nint SSL_CTX_new(nint method);
    [LibraryImport(Name)] public static partial void SSL_CTX_free(nint context);
    [LibraryImport(Name)] public static partial CLong SSL_CTX_ctrl(nint context, int command, CLong value, byte* argument);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial int SSL_CTX_set_ciphersuites(nint context, string names);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial int SSL_CTX_use_certificate_chain_file(nint context, string file);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial int SSL_CTX_use_PrivateKey_file(nint context, string file, int type);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] public static partial int SSL_CTX_load_verify_locations(nint context, string file, string? directory);
    [LibraryImport(Name)] public static partial void SSL_CTX_set_verify(nint context, int mode, nint callback);
    [LibraryImport(Name)] public static partial int SSL_CTX_set_num_tickets(nint context, nuint count);
    [LibraryImport(Name)] public static partial int SSL_CTX_set_session_id_context(nint context, byte* id, uint length);

    [LibraryImport(Name)] public static partial nint SSL_new(nint context);
    [LibraryImport(Name)] public static partial void SSL_free(nint ssl);
    [LibraryImport(Name)] public static partial void SSL_set_bio(nint ssl, nint read, nint write);
    [LibraryImport(Name)] public static partial void SSL_set_accept_state(nint ssl);
    [LibraryImport(Name)] public static partial void SSL_set_connect_state(nint ssl);
    [LibraryImport(Name)] public static partial int SSL_do_handshake(nint ssl);
    [LibraryImport(Name)] public static partial int SSL_read(nint ssl, byte* buffer, int length);
    [LibraryImport(Name)] public static partial int SSL_write(nint ssl, byte* buffer, int length);
    [LibraryImport(Name)] public static partial int SSL_shutdown(nint ssl);
    [LibraryImport(Name)] public static partial int SSL_session_reused(nint ssl);
    [LibraryImport(Name)] public static partial nint SSL_get1_session(nint ssl);
    [LibraryImport(Name)] public static partial int SSL_set_session(nint ssl, nint session);
    [LibraryImport(Name)] public static partial void SSL_SESSION_free(nint session);
}
