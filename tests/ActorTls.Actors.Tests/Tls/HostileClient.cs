using System.Runtime.InteropServices;
using System.Text;
using ActorTls.Tls;
using ActorTls.Tls.OpenSsl;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Makes our own client do what it never would.</summary>
internal static unsafe partial class HostileClient
{
    private const string Library = "libssl.so.3";

    /// <summary>Sends this text as the server's name, whatever the client verifies.</summary>
    internal static void AskFor(ITlsClientChannel channel, string? name)
    {
        if (name is null) return;
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
            Assert.Equal(1, (int)LibSsl.SSL_ctrl(Pointer(channel), Constants.SSL_CTRL_SET_TLSEXT_HOSTNAME, new CLong(0), text).Value);
    }

    /// <summary>Offers these signature algorithms alone.</summary>
    internal static void AcceptSignatures(ITlsClientChannel channel, string algorithms)
    {
        fixed (byte* text = Encoding.ASCII.GetBytes(algorithms + '\0'))
            Assert.Equal(1, (int)LibSsl.SSL_ctrl(Pointer(channel), Constants.SSL_CTRL_SET_SIGALGS_LIST, new CLong(0), text).Value);
    }

    /// <summary>Sends a KeyUpdate that asks for one in return.</summary>
    internal static void SendKeyUpdate(ITlsClientChannel channel)
    {
        Assert.Equal(1, SSL_key_update(Pointer(channel), 1));
        Assert.Equal(1, LibSsl.SSL_do_handshake(Pointer(channel)));
    }

    /// <summary>Starts a second handshake on a TLS 1.2 connection.</summary>
    internal static void Renegotiate(ITlsClientChannel channel)
    {
        SSL_clear_options(Pointer(channel), Constants.SSL_OP_NO_RENEGOTIATION);
        Assert.Equal(1, SSL_renegotiate(Pointer(channel)));
        LibSsl.SSL_do_handshake(Pointer(channel));
    }

    /// <summary>Has a session offer so many bytes of early data, as if its server had invited them.</summary>
    internal static void AllowEarlyData(ITlsClientSession session, uint most) =>
        Assert.Equal(1, SSL_SESSION_set_max_early_data(Pointer(session), most));

    internal static uint EarlyDataAllowed(ITlsClientSession session) => SSL_SESSION_get_max_early_data(Pointer(session));

    /// <summary>Sends the ClientHello, and these bytes behind it.</summary>
    internal static void SendEarlyData(ITlsClientChannel channel, byte[] data)
    {
        nuint written;
        fixed (byte* bytes = data) Assert.Equal(1, SSL_write_early_data(Pointer(channel), bytes, (nuint)data.Length, &written));
        Assert.Equal((nuint)data.Length, written);
    }

    private static nint Pointer(ITlsClientChannel channel) => ((OpenSslChannel)channel).Ssl;

    private static nint Pointer(ITlsClientSession session) => ((OpenSslClientSession)session).DangerousGetHandle();

    [LibraryImport(Library)] private static partial int SSL_key_update(nint ssl, int type);
    [LibraryImport(Library)] private static partial int SSL_SESSION_set_max_early_data(nint session, uint most);
    [LibraryImport(Library)] private static partial uint SSL_SESSION_get_max_early_data(nint session);
    [LibraryImport(Library)] private static partial int SSL_write_early_data(nint ssl, byte* data, nuint length, nuint* written);
    [LibraryImport(Library)] private static partial int SSL_renegotiate(nint ssl);
    [LibraryImport(Library)] private static partial ulong SSL_clear_options(nint ssl, ulong options);
}
