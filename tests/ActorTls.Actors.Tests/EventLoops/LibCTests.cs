using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorTls.EventLoops;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.EventLoops;

/// <summary>Declarations of native functions are only right when they are called.</summary>
public sealed unsafe class LibCTests
{
    private const int AddressSize = 16;

    [Fact]
    public void A_connection_is_accepted_used_and_closed()
    {
        var listener = Listen(out var port);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Assert.Equal(-1, LibC.accept4(listener, null, null, LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC));
            Assert.Equal(LibC.EAGAIN, Marshal.GetLastPInvokeError());

            client.Connect(IPAddress.Loopback, port);
            var address = stackalloc byte[AddressSize];
            var length = (uint)AddressSize;
            var accepted = LibC.accept4(listener, address, &length, LibC.SOCK_CLOEXEC);

            Assert.True(accepted >= 0);
            Assert.Equal(((IPEndPoint)client.LocalEndPoint!).Port, ReadPort(address));
            Exchange(client, accepted);
            Assert.Equal(0, LibC.shutdown(accepted, LibC.SHUT_WR));
            Assert.Equal(0, client.Receive(new byte[1]));
            Assert.Equal(0, LibC.close(accepted));
        }
        finally
        {
            Assert.Equal(0, LibC.close(listener));
        }
    }

    [Fact]
    public void Options_are_set_and_read()
    {
        var socket = LibC.socket(LibC.AF_INET, LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0);
        try
        {
            foreach (var (level, option, value) in new[]
            {
                (LibC.IPPROTO_TCP, LibC.TCP_NODELAY, 1), (LibC.SOL_SOCKET, LibC.SO_KEEPALIVE, 1), (LibC.IPPROTO_TCP, LibC.TCP_KEEPIDLE, 77),
                (LibC.IPPROTO_TCP, LibC.TCP_KEEPINTVL, 7), (LibC.IPPROTO_TCP, LibC.TCP_KEEPCNT, 3), (LibC.IPPROTO_TCP, LibC.TCP_USER_TIMEOUT, 9000),
            })
            {
                var given = value;
                int read = 0;
                var length = (uint)sizeof(int);
                Assert.Equal(0, LibC.setsockopt(socket, level, option, &given, sizeof(int)));
                Assert.Equal(0, LibC.getsockopt(socket, level, option, &read, &length));
                Assert.Equal(value, read);
            }
        }
        finally
        {
            Assert.Equal(0, LibC.close(socket));
        }
    }

    [Fact]
    public void Errors_have_their_numbers_and_words()
    {
        var listener = Listen(out var port);
        var other = LibC.socket(LibC.AF_INET, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0);
        try
        {
            Assert.Equal(-1, Bind(other, port));
            Assert.Equal(LibC.EADDRINUSE, Marshal.GetLastPInvokeError());
            Assert.Equal("bind: Address already in use (errno 98)", LibC.Failure("bind").Message);
            Assert.Equal(-1, LibC.accept4(other, null, null, 0));
            Assert.Equal(LibC.EINVAL, Marshal.GetLastPInvokeError());
            Assert.Equal(-1, LibC.shutdown(other, LibC.SHUT_RDWR));
            Assert.Equal(LibC.ENOTCONN, Marshal.GetLastPInvokeError());
            Assert.Equal(-1, LibC.close(-1));
            Assert.Equal(LibC.EBADF, Marshal.GetLastPInvokeError());
        }
        finally
        {
            Assert.Equal(0, LibC.close(other));
            Assert.Equal(0, LibC.close(listener));
        }
    }

    [Fact]
    public void Files_change_their_mode_and_go()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("a file", "");

        Assert.Equal(0, LibC.chmod(path, 0x1A0));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
        Assert.Equal(0, LibC.unlink(path));
        Assert.Equal(-1, LibC.unlink(path));
        Assert.Equal(LibC.ENOENT, Marshal.GetLastPInvokeError());
    }

    private static int Listen(out int port)
    {
        var listener = LibC.socket(LibC.AF_INET, LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0);
        Assert.True(listener >= 0);
        Assert.Equal(0, Bind(listener, 0));
        Assert.Equal(0, LibC.listen(listener, 16));
        var address = stackalloc byte[AddressSize];
        var length = (uint)AddressSize;
        Assert.Equal(0, LibC.getsockname(listener, address, &length));
        Assert.Equal((uint)AddressSize, length);
        port = ReadPort(address);
        return listener;
    }

    private static int Bind(int socket, int port)
    {
        var address = stackalloc byte[AddressSize];
        new Span<byte>(address, AddressSize).Clear();
        *(ushort*)address = LibC.AF_INET;
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(address + 2, 2), (ushort)port);
        BinaryPrimitives.WriteUInt32BigEndian(new Span<byte>(address + 4, 4), 0x7F000001);
        return LibC.bind(socket, address, AddressSize);
    }

    private static int ReadPort(byte* address) => BinaryPrimitives.ReadUInt16BigEndian(new Span<byte>(address + 2, 2));

    private static void Exchange(Socket client, int descriptor)
    {
        var buffer = stackalloc byte[8];
        client.Send([42]);
        Assert.Equal(1, LibC.read(descriptor, buffer, 8));
        Assert.Equal(42, buffer[0]);
        Assert.Equal(1, LibC.write(descriptor, buffer, 1));
        Assert.Equal(1, client.Receive(new byte[8]));
    }
}
