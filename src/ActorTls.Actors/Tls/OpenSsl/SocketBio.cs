using System.Runtime.InteropServices;
using ActorTls.EventLoops;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// OpenSSL's own BIO of a socket, except that sending is ours: what a channel knows to be followed by more at once waits for
/// it in the kernel, so that both leave as one segment. A segment of its own costs more than encrypting what is in it. What
/// a peer that is gone does not take any more counts as sent, and the channel is told: a failure would keep OpenSSL from
/// reading what that peer has sent before.
/// </summary>
internal static unsafe class SocketBio
{
    private const int RetryFlags = Constants.BIO_FLAGS_READ | Constants.BIO_FLAGS_WRITE | Constants.BIO_FLAGS_IO_SPECIAL | Constants.BIO_FLAGS_SHOULD_RETRY;

    private static readonly nint Method = CreateMethod();

    /// <summary>A BIO that the caller owns, over a non-blocking socket that stays the caller's.</summary>
    internal static nint Create(int socket)
    {
        var bio = LibCrypto.BIO_new(Method);
        OpenSslException.ThrowIf(bio == 0, "BIO_new");
        if (LibCrypto.BIO_ctrl(bio, Constants.BIO_C_SET_FD, new CLong(Constants.BIO_NOCLOSE), &socket).Value == 1) return bio;
        _ = LibCrypto.BIO_free(bio);
        OpenSslException.ThrowIf(true, "BIO_set_fd");
        return 0;
    }

    /// <summary>From now on the channel is asked before each read of the socket; or not any more.</summary>
    internal static void AskBeforeReading(nint bio, bool ask) => LibCrypto.BIO_set_callback_ex(bio, ask ? &OnCallback : null);

    /// <summary>Before a read: without the channel's leave there is nothing to read for now, as far as OpenSSL is concerned.</summary>
    [UnmanagedCallersOnly]
    private static CLong OnCallback(nint bio, int operation, byte* data, nuint length, int argument, CLong number, int result, nuint* processed)
    {
        if (operation != Constants.BIO_CB_READ || OpenSslChannel.Current is not { } channel || channel.MayReadMore()) return new CLong(result);
        LibCrypto.BIO_clear_flags(bio, RetryFlags);
        LibCrypto.BIO_set_flags(bio, Constants.BIO_FLAGS_READ | Constants.BIO_FLAGS_SHOULD_RETRY);
        return new CLong(-1);
    }

    private static nint CreateMethod()
    {
        var socket = LibCrypto.BIO_s_socket();
        var method = LibCrypto.BIO_meth_new(
            LibCrypto.BIO_get_new_index() | Constants.BIO_TYPE_SOURCE_SINK | Constants.BIO_TYPE_DESCRIPTOR, "socket of ActorTls");
        OpenSslException.ThrowIf(method == 0, "BIO_meth_new");
        var complete =
            LibCrypto.BIO_meth_set_write(method, &OnWrite) &
            LibCrypto.BIO_meth_set_read(method, LibCrypto.BIO_meth_get_read(socket)) &
            LibCrypto.BIO_meth_set_ctrl(method, LibCrypto.BIO_meth_get_ctrl(socket)) &
            LibCrypto.BIO_meth_set_create(method, LibCrypto.BIO_meth_get_create(socket)) &
            LibCrypto.BIO_meth_set_destroy(method, LibCrypto.BIO_meth_get_destroy(socket));
        OpenSslException.ThrowIf(complete != 1, "BIO_meth_set");
        return method;
    }

    [UnmanagedCallersOnly]
    private static int OnWrite(nint bio, byte* data, int length)
    {
        int errno;
        try
        {
            LibCrypto.BIO_clear_flags(bio, RetryFlags);
            var socket = (int)LibCrypto.BIO_ctrl(bio, Constants.BIO_C_GET_FD, new CLong(0), null).Value;
            var moreFollows = OpenSslChannel.Current is { MoreFollows: true };
            var sent = Sockets.Send(socket, new ReadOnlySpan<byte>(data, length), moreFollows, out errno);
            if (sent >= 0) return sent;
            if (errno is not (LibC.EAGAIN or LibC.EINTR or LibC.ENOMEM or LibC.ENOBUFS) && OpenSslChannel.Current is { } channel)
            {
                channel.PeerTakesNothing(errno);
                return length;
            }
            if (errno is LibC.EAGAIN or LibC.EINTR) LibCrypto.BIO_set_flags(bio, Constants.BIO_FLAGS_WRITE | Constants.BIO_FLAGS_SHOULD_RETRY);
        }
        catch
        {
            errno = LibC.EIO;
        }
        // OpenSSL looks at it, and so does whoever took the step.
        Marshal.SetLastSystemError(errno);
        return -1;
    }
}
