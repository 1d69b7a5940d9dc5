using System.Runtime.InteropServices;
using ActorTls.EventLoops;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>
/// A channel that moves bytes as they are, and otherwise does what the test says. It runs on the event loop; the test
/// reads its counters from outside.
/// </summary>
internal sealed unsafe class ScriptedChannel(int socket, TlsScript script) : ITlsChannel
{
    public bool HasBufferedInput => script.EndlessRecord is > 0;

    public int StepsTaken => script.StepsWithEach;

    public bool HasReceivedBytes { get; private set; } = true;

    public TlsFailure? Failure { get; private set; }

    public TlsStatus Handshake()
    {
        if (script.Handshake() is not { } failure) return script.HandshakeStatus;
        HasReceivedBytes = script.PeerSentBytes;
        return Fail(failure);
    }

    public TlsStatus Read(Span<byte> destination, out int read)
    {
        Interlocked.Increment(ref script.Reads);
        read = 0;
        if (script.ReadFailure is { } failure) return Fail(failure);
        if (script.ReadsOweAnswers)
        {
            fixed (byte* answer = "answer"u8)
                while (LibC.write(socket, answer, 6) > 0) { }
            return TlsStatus.WantWrite;
        }
        if (script.EndlessRecord is > 0 and var length)
        {
            read = length;
            return TlsStatus.Done;
        }
        if (script.IsEndless)
        {
            read = destination.Length;
            return TlsStatus.Done;
        }

        var count = Sockets.Receive(socket, destination, out var errno);
        if (count > 0)
        {
            read = count;
            return TlsStatus.Done;
        }
        if (count == 0) return script.EndIsTruncation ? Fail(new(TlsFailureKind.Truncated, "no close_notify")) : TlsStatus.Closed;
        return errno == LibC.EAGAIN ? TlsStatus.WantRead : Fail(new(TlsFailureKind.Reset, "reset"));
    }

    public TlsStatus Write(ReadOnlySpan<byte> source, out int written)
    {
        fixed (byte* bytes = source)
        {
            var count = (int)LibC.write(socket, bytes, (nuint)source.Length);
            written = Math.Max(count, 0);
            if (count > 0) return TlsStatus.Done;
            return Marshal.GetLastPInvokeError() == LibC.EAGAIN
                ? TlsStatus.WantWrite
                : Fail(new(TlsFailureKind.Reset, "reset"));
        }
    }

    public TlsStatus Shutdown(bool endFollows)
    {
        Interlocked.Increment(ref script.Shutdowns);
        Sockets.ShutdownWrite(socket);
        return TlsStatus.Done;
    }

    public TlsSessionInfo Describe() => new("TLSv1.3", "TLS_AES_128_GCM_SHA256", "host.example", null, false);

    public byte[]? GetPeerCertificate() => null;

    public void Dispose() => Interlocked.Increment(ref script.Disposed);

    private TlsStatus Fail(TlsFailure failure)
    {
        Failure = failure;
        return TlsStatus.Failed;
    }
}

/// <summary>What the channels of a test do, and what was done with them.</summary>
internal sealed class TlsScript : ITlsServerContext
{
    public int Created;
    public int Disposed;
    public int Reads;
    public int Shutdowns;

    /// <summary>What a handshake step returns, unless <see cref="Handshake"/> gives a failure.</summary>
    public volatile TlsStatus HandshakeStatus = TlsStatus.Done;

    public Func<TlsFailure?> Handshake { get; set; } = () => null;

    public bool PeerSentBytes { get; set; } = true;

    public volatile TlsFailure? ReadFailure;

    /// <summary>Whether a read always brings as much as there is room for.</summary>
    public volatile bool IsEndless;

    /// <summary>How much every read brings, of records without end that came already; 0 for none.</summary>
    public volatile int EndlessRecord;

    /// <summary>How many steps every read takes besides.</summary>
    public volatile int StepsWithEach;

    /// <summary>Whether a read first has to send more than the peer takes, as after many KeyUpdates.</summary>
    public volatile bool ReadsOweAnswers;

    public bool EndIsTruncation { get; set; }

    public ITlsChannel? TryCreateChannel(int socket)
    {
        Interlocked.Increment(ref Created);
        return new ScriptedChannel(socket, this);
    }

    public void Dispose() { }
}
