using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorTls.EventLoops;
using ActorTls.Load.Peers.Plaintext;

// The service that all TLS servers of a comparison forward to. It has to cost as little as can be, and must never be what
// limits them.
if (args.Length is not (1 or 2) || !int.TryParse(args[0], CultureInfo.InvariantCulture, out var port) ||
    !int.TryParse(args.Length == 2 ? args[1] : "1", CultureInfo.InvariantCulture, out var threads) || threads < 1)
{
    await Console.Error.WriteLineAsync("usage: plaintext-echo PORT [THREADS]");
    return 2;
}

using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
listening.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
listening.Bind(new IPEndPoint(IPAddress.Loopback, port));
listening.Listen(4096);

using var loops = EventLoopGroup.Start(
    threads, TimeSpan.Zero, TimeProvider.System, (exception, origin) => Console.Error.WriteLine($"{origin}: {exception.Message}"));
foreach (var loop in loops.All) Acceptor.Start(loop, (int)listening.Handle);
Console.WriteLine($"plaintext-echo listens on {listening.LocalEndPoint}");

var end = new TaskCompletionSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
await end.Task;
return 0;

void End(PosixSignalContext context)
{
    context.Cancel = true;
    end.TrySetResult();
}
