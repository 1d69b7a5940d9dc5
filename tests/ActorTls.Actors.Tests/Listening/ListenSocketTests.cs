using System.Net;
using System.Net.Sockets;
using ActorTls.Configuration;
using ActorTls.EventLoops;
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
        Assert.Equal("Cannot assign requested address: no interface of this machine has it", failure.Message);
    }

    [Fact]
    public void All_of_IPv6_takes_IPv4_too_and_leaves_the_port_to_nobody()
    {
        using var all = ListenSocket.Open(Tcp("::", 0));
        var port = IPEndPoint.Parse(all.Address).Port;
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var client = new TcpClient(address.AddressFamily);
            client.Connect(address, port);
        }
        foreach (var taken in new[] { "0.0.0.0", "127.0.0.1", "::1", "::" })
        {
            var failure = Assert.Throws<IOException>(() => ListenSocket.Open(Tcp(taken, port)));
            Assert.Equal("Address already in use", failure.Message);
        }
    }

    [Fact]
    public void All_of_IPv6_alone_leaves_the_port_to_IPv4()
    {
        using var v6 = ListenSocket.Open(Settings(new ListenAddress.Ip(new IPEndPoint(IPAddress.IPv6Any, 0)) { IsIPv6Only = true }));
        using var v4 = ListenSocket.Open(Tcp("0.0.0.0", IPEndPoint.Parse(v6.Address).Port));
        Assert.True(((ListenAddress.Ip)v6.Bound).IsIPv6Only);
    }

    [Fact]
    public void A_path_that_cannot_be_had_says_what_is_in_the_way()
    {
        using var directory = new TemporaryDirectory();
        var nowhere = Assert.Throws<IOException>(() => ListenSocket.Open(Unix(Path.Combine(directory.Path, "no", "x.sock"))));
        Assert.EndsWith($"the directory {Path.Combine(directory.Path, "no")} does not exist", nowhere.Message, StringComparison.Ordinal);

        var file = Assert.Throws<IOException>(() => ListenSocket.Open(Unix(directory.Write("file", "text"))));
        Assert.Equal("Address already in use: there is a file that is no socket", file.Message);

        var path = Path.Combine(directory.Path, "x.sock");
        using var first = ListenSocket.Open(Unix(path));
        var second = Assert.Throws<IOException>(() => ListenSocket.Open(Unix(path)));
        Assert.Equal("Address already in use: a server answers there", second.Message);
    }

    [Theory]
    [InlineData(LibC.EACCES, "127.0.0.1", "CAP_NET_BIND_SERVICE")]
    [InlineData(LibC.EAFNOSUPPORT, "::1", "no IPv6")]
    [InlineData(LibC.EINVAL, "fe80::1", "fe80::1%eth0")]
    public void A_reason_of_the_kernel_is_explained(int errno, string address, string expected) =>
        Assert.Contains(
            expected, BindProblem.Describe(new ListenAddress.Ip(new IPEndPoint(IPAddress.Parse(address), 443)), errno),
            StringComparison.Ordinal);

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
        Assert.StartsWith("Address already in use", Assert.Throws<IOException>(() => ListenSocket.Open(Unix(inUse))).Message, StringComparison.Ordinal);

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
            Assert.StartsWith("Address already in use", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            waiting.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public void Of_a_socket_that_is_handed_over_nobody_in_the_queue_is_lost()
    {
        var first = ListenSocket.Open(Tcp("127.0.0.1", 0));
        using var client = new TcpClient();
        client.Connect(IPEndPoint.Parse(first.Address));

        using var second = first.Duplicate();
        first.Dispose();

        Assert.Equal(first.Address, second.Address);
        Assert.NotEqual(-1, Accept(second));
        using var next = new TcpClient();
        next.Connect(IPEndPoint.Parse(second.Address));
        Assert.Throws<IOException>(first.Duplicate);
    }

    [Fact]
    public void The_path_of_a_unix_socket_is_there_for_as_long_as_any_of_its_holders()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "x.sock");
        var first = ListenSocket.Open(Unix(path));
        var second = first.Duplicate();
        var third = first.Duplicate();
        first.Dispose();
        third.Dispose();
        Assert.True(Path.Exists(path));
        second.Dispose();
        Assert.False(Path.Exists(path));
    }

    [Fact]
    public void Options_of_connections_to_come_can_be_changed()
    {
        using var socket = ListenSocket.Open(Tcp("127.0.0.1", 0));
        Assert.Equal((1, 60, 1), OptionsOfTheNext(socket));
        socket.Adjust(Tcp("127.0.0.1", 0) with { Tcp = new TcpSettings(null, false) });
        Assert.Equal((0, 60, 0), OptionsOfTheNext(socket));
        socket.Adjust(Tcp("127.0.0.1", 0) with { Tcp = new TcpSettings(TimeSpan.FromSeconds(7), true), Backlog = 3 });
        Assert.Equal((1, 7, 1), OptionsOfTheNext(socket));
    }

    [Fact]
    public void One_that_is_closed_is_not_adjusted_for_its_number_may_be_anothers()
    {
        var socket = ListenSocket.Open(Tcp("127.0.0.1", 0));
        socket.Dispose();
        var failure = Assert.Throws<IOException>(() => socket.Adjust(Tcp("127.0.0.1", 0)));
        Assert.Equal("the socket is closed already", failure.Message);
    }

    private static int Accept(ListenSocket socket)
    {
        var address = new byte[Sockets.LongestAddress];
        var accepted = Sockets.Accept(socket.Descriptor, address, out _, out _);
        if (accepted >= 0) Sockets.Close(accepted);
        return accepted;
    }

    /// <summary>Keepalive or not, idle seconds before its first probe, no-delay.</summary>
    private static unsafe (int KeepAlive, int Idle, int NoDelay) OptionsOfTheNext(ListenSocket socket)
    {
        using var client = new TcpClient();
        client.Connect(IPEndPoint.Parse(socket.Address));
        var accepted = Sockets.Accept(socket.Descriptor, new byte[Sockets.LongestAddress], out _, out _);
        try
        {
            return (
                Option(accepted, LibC.SOL_SOCKET, LibC.SO_KEEPALIVE), Option(accepted, LibC.IPPROTO_TCP, LibC.TCP_KEEPIDLE),
                Option(accepted, LibC.IPPROTO_TCP, LibC.TCP_NODELAY));
        }
        finally
        {
            Sockets.Close(accepted);
        }

        static int Option(int descriptor, int level, int option)
        {
            int value;
            var length = (uint)sizeof(int);
            Assert.Equal(0, LibC.getsockopt(descriptor, level, option, &value, &length));
            return value;
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
