using System.Net.Sockets;
using ActorTls.EventLoops;

namespace ActorTls.Actors.Tests.EventLoops;

internal static class SocketDescriptors
{
    /// <summary>
    /// The socket's only descriptor from here on, which is the caller's to close. One that is closed by its number while a
    /// <see cref="Socket"/> still has it would be closed twice, the second time as somebody else's.
    /// </summary>
    public static int TakeDescriptor(this Socket socket)
    {
        var descriptor = LibC.fcntl((int)socket.Handle, LibC.F_DUPFD_CLOEXEC, 0);
        Assert.True(descriptor >= 0);
        socket.Dispose();
        return descriptor;
    }
}
