using System.Net;
using System.Net.Sockets;
using ActorTls.Configuration;
using ActorTls.Listening;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Listening;

public sealed class ListenSocketTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_port_of_0_becomes_a_real_one_that_accepts(string address)
    {
        using var socket = ListenSocket.Open(Tcp(address, 0));
        var endPoint = IPEndPoint.Parse(socket.Address);
        Assert.NotEqual(0, endPoint.Port);

        using var client = new TcpClient(endPoint.AddressFamily);
        client.Connect(endPoint);
        Assert.True(client.Connected);
    }

    [Fact]
    public void An_address_in_use_is_an_error_that_says_so()
    {
        using var first = ListenSocket.Open(Tcp("127.0.0.1", 0));
        var failure = Assert.Throws<IOException>(() => ListenSocket.Open(Tcp("127.0.0.1", IPEndPoint.Parse(first.Address).Port)));
        Assert.Equal("Address already in use", failure.Message);
    }

    [Fact]
    public void An_address_that_is_not_this_machines_is_an_error_that_says_so()
    {
        var failure = Assert.Throws<IOException>(() => ListenSocket.Open(Tcp("192.0.2.1", 0)));
        Assert.Equal("Cannot assign requested address", failure.Message);
    }

    [Fact]
    public void A_unix_socket_has_its_mode_and_is_removed_at_the_end()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "x.sock");
        using (var socket = ListenSocket.Open(Unix(path)))
        {
            Assert.Equal($"unix:{path}", socket.Address);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
        Assert.False(Path.Exists(path));
    }

    [Fact]
    public void A_unix_socket_that_a_dead_server_left_is_replaced()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "x.sock");
        using (ListenSocket.Open(Unix(path))) File.Move(path, path + ".kept");
        File.Move(path + ".kept", path);

        using var socket = ListenSocket.Open(Unix(path));
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
    }

    [Fact]
    public void A_unix_socket_in_use_and_a_file_that_is_none_stay()
    {
        using var directory = new TemporaryDirectory();
        var inUse = Path.Combine(directory.Path, "x.sock");
        using var first = ListenSocket.Open(Unix(inUse));
        Assert.Equal("Address already in use", Assert.Throws<IOException>(() => ListenSocket.Open(Unix(inUse))).Message);

        var file = directory.Write("file", "precious");
        Assert.Throws<IOException>(() => ListenSocket.Open(Unix(file)));
        Assert.Equal("precious", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_unix_socket_whose_server_is_too_busy_to_accept_is_in_use()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "x.sock");
        using var first = ListenSocket.Open(Unix(path));
        var waiting = new List<Socket>();
        try
        {
            Action fill = () =>
            {
                while (true)
                {
                    waiting.Add(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false });
                    waiting[^1].Connect(new UnixDomainSocketEndPoint(path));
                }
            };
            Assert.Throws<SocketException>(fill);

            var second = Task.Run(() => ListenSocket.Open(Unix(path)));
            var failure = await Assert.ThrowsAsync<IOException>(() => second.WaitAsync(TimeSpan.FromSeconds(10)));
            Assert.Equal("Address already in use", failure.Message);
        }
        finally
        {
            waiting.ForEach(socket => socket.Dispose());
        }
    }

    private static ListenerSettings Tcp(string address, int port) =>
        Settings(new ListenAddress.Ip(new IPEndPoint(IPAddress.Parse(address), port)));

    private static ListenerSettings Unix(string path) =>
        Settings(new ListenAddress.Unix(path, UnixFileMode.UserRead | UnixFileMode.UserWrite));

    private static ListenerSettings Settings(ListenAddress address) => new(
        "test", default, address, 16, default, default, new TcpSettings(TimeSpan.FromSeconds(60), true),
        new LimitSettings(0, 0, 0), new TimeoutSettings(null, null, null, null, null, null, null, null));
}
