using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorTls.Configuration;
using ActorTls.EventLoops;
using ActorTls.Files;

namespace ActorTls.Listening;

/// <summary>
/// A listening socket that all acceptors of a listener accept from. There is one socket, not one for each acceptor with SO_REUSEPORT:
/// with those, connections in the queue of an acceptor that stops would be lost, and a second server could start on the same port
/// unnoticed. Each holder that may have the socket in an epoll set has a share, and the last share closes it: before that, its number
/// must not become another file's. Thread-safe.
/// </summary>
internal sealed class ListenSocket : IDisposable
{
    private readonly SocketFile? _file;
    private int _holders = 1;

    private ListenSocket(int descriptor, ListenAddress bound, SocketFile? file) =>
        (Descriptor, Bound, _file) = (descriptor, bound, file);

    /// <summary>The descriptor, non-blocking. It belongs to this object.</summary>
    public int Descriptor { get; }

    /// <summary>The address that it is bound to, with the real port.</summary>
    public ListenAddress Bound { get; }

    /// <summary><see cref="Bound"/> as text.</summary>
    public string Address => Bound.ToString()!;

    /// <summary>Binds and listens.</summary>
    /// <exception cref="IOException">The address cannot be had; the message says why.</exception>
    public static ListenSocket Open(ListenerSettings settings) => settings.Address switch
    {
        ListenAddress.Ip ip => OpenTcp(HasIPv6 || !ip.IsDualStack ? ip : AllOfIPv4(ip), settings.Tcp, settings.Backlog),
        ListenAddress.Unix unix => OpenUnix(unix, settings.Backlog),
        var other => throw new ArgumentException($"An address of type {other.GetType().Name} is not known.", nameof(settings)),
    };

    /// <summary>Takes a share, given back by <see cref="Dispose"/>; false once the socket is closed. Any thread.</summary>
    public bool TryShare()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders) return true;
            holders = seen;
        }
        return false;
    }

    /// <summary>Gives one share back. The last share closes the socket.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) > 0) return;

        // In this order: once the socket is closed, another server may take a path that it finds dead for its own.
        _file?.Dispose();
        Sockets.Close(Descriptor);
    }

    /// <summary>
    /// A second descriptor of the same socket and its queue, for another listener that takes the address over. The connections in the
    /// queue are lost only when the last descriptor is closed. Both descriptors can be in one epoll set at the same time.
    /// </summary>
    /// <exception cref="IOException">It is closed already, or there are no descriptors left.</exception>
    public ListenSocket Duplicate()
    {
        ShareOrThrow();
        try
        {
            var descriptor = LibC.fcntl(Descriptor, LibC.F_DUPFD_CLOEXEC, 0);
            Require(descriptor >= 0, "fcntl");
            _file?.Share();
            return new ListenSocket(descriptor, Bound, _file);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Sets what may change after the socket was opened: options of future connections, backlog, permissions.</summary>
    /// <exception cref="IOException">It is closed already, or it is not possible; the message says why.</exception>
    public void Adjust(ListenerSettings settings)
    {
        ShareOrThrow();
        try
        {
            if (settings.Address is ListenAddress.Unix unix) Require(LibC.chmod(unix.Path, (uint)unix.Mode) == 0, "chmod");
            else SetInherited(Descriptor, settings.Tcp);
            Require(LibC.listen(Descriptor, settings.Backlog) == 0, "listen");
        }
        finally
        {
            Dispose();
        }
    }

    // Without a share, its number might become another file's during the call.
    private void ShareOrThrow()
    {
        if (!TryShare()) throw new IOException("the socket is closed already");
    }

    // "::" means all addresses of the machine. Without IPv6, as in many containers, these are its IPv4 addresses.
    private static bool HasIPv6 => Socket.OSSupportsIPv6;

    private static ListenAddress.Ip AllOfIPv4(ListenAddress.Ip all) => new(new IPEndPoint(IPAddress.Any, all.EndPoint.Port));

    private static ListenSocket OpenTcp(ListenAddress.Ip address, TcpSettings tcp, int backlog)
    {
        var endPoint = address.EndPoint;
        var isV6 = endPoint.AddressFamily == AddressFamily.InterNetworkV6;
        var socket = Create(isV6 ? LibC.AF_INET6 : LibC.AF_INET, address);
        try
        {
            // Lets a restarted server bind while connections of the last one are in TIME_WAIT; a second server that
            // listens at the same time is still refused.
            Require(Sockets.TrySetOption(socket, LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1), "SO_REUSEADDR");
            if (isV6) Require(Sockets.TrySetOption(socket, LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, address.IsDualStack ? 0 : 1), "IPV6_V6ONLY");
            SetInherited(socket, tcp);
            Bind(socket, endPoint.Serialize().Buffer.Span, address);
            Listen(socket, backlog, address);
            return new ListenSocket(socket, address with { EndPoint = BoundAddress(socket, endPoint) }, null);
        }
        catch
        {
            Sockets.Close(socket);
            throw;
        }
    }

    /// <summary>Sets options that accepted sockets inherit on Linux, so that they cost nothing for each connection.</summary>
    private static void SetInherited(int socket, TcpSettings tcp)
    {
        Require(Sockets.TrySetOption(socket, LibC.IPPROTO_TCP, LibC.TCP_NODELAY, tcp.NoDelay ? 1 : 0), "TCP_NODELAY");
        Require(Sockets.TrySetKeepAlive(socket, tcp.KeepAlive), "SO_KEEPALIVE");
    }

    private static ListenSocket OpenUnix(ListenAddress.Unix address, int backlog)
    {
        var endPoint = new UnixDomainSocketEndPoint(address.Path).Serialize();
        RemoveStale(address.Path);
        var socket = Create(LibC.AF_UNIX, address);
        try
        {
            Bind(socket, endPoint.Buffer.Span[..endPoint.Size], address);

            // No client can connect before listen, so the permissions are in place in time.
            Require(LibC.chmod(address.Path, (uint)address.Mode) == 0, "chmod");
            Require(LibC.listen(socket, backlog) == 0, "listen");
            return new ListenSocket(socket, address, new SocketFile(address.Path));
        }
        catch
        {
            Sockets.Close(socket);
            throw;
        }
    }

    /// <summary>Removes the socket file of a server that is gone. A socket that answers, and any other file, stays.</summary>
    private static void RemoveStale(string path)
    {
        if (!FileStatus.IsSocketAt(path)) return;   // connect(2) refuses an ordinary file just as it does a dead socket.

        // A blocking socket would wait while a server with a full queue does not accept.
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            _ = LibC.unlink(path);
        }
        catch (SocketException)
        {
            // In use, or not ours to use: bind says so.
        }
    }

    private static int Create(int family, ListenAddress address)
    {
        var socket = LibC.socket(family, LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0);
        if (socket < 0) throw Failure(address);
        return socket;
    }

    private static unsafe void Bind(int socket, ReadOnlySpan<byte> bytes, ListenAddress address)
    {
        fixed (byte* start = bytes)
        {
            if (LibC.bind(socket, start, (uint)bytes.Length) != 0) throw Failure(address);
        }
    }

    // With SO_REUSEADDR it is here that another server's socket is in the way, when it was bound and did not listen yet.
    private static void Listen(int socket, int backlog, ListenAddress address)
    {
        if (LibC.listen(socket, backlog) != 0) throw Failure(address);
    }

    private static IOException Failure(ListenAddress address) => new(BindProblem.Describe(address, Marshal.GetLastPInvokeError()));

    private static unsafe IPEndPoint BoundAddress(int socket, IPEndPoint requested)
    {
        var address = new SocketAddress(requested.AddressFamily);
        var length = (uint)address.Buffer.Length;
        fixed (byte* bytes = address.Buffer.Span) Require(LibC.getsockname(socket, bytes, &length) == 0, "getsockname");
        return (IPEndPoint)requested.Create(address);
    }

    private static void Require(bool success, string call)
    {
        if (success) return;
        var message = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
        throw new IOException($"{call}: {message}");
    }
}
