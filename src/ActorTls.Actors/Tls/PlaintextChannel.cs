using System.Runtime.InteropServices;
using ActorTls.EventLoops;

namespace ActorTls.Tls;

/// <summary>
/// A connected non-blocking socket without TLS, behind the same seam, so that its owner treats both alike. There is no
/// handshake and no certificate, and nothing but what TCP itself tells:
/// <list type="bullet">
/// <item><see cref="Shutdown"/> sends FIN after everything that was written, and never has to be repeated.</item>
/// <item><see cref="TlsStatus.Closed"/> is the peer's FIN: in plaintext it is the clean end, so that
/// <see cref="TlsFailureKind.Truncated"/> never comes from here.</item>
/// <item>A write to a peer that is gone is <see cref="TlsStatus.PeerGone"/>: what it sent can still be read.</item>
/// <item><see cref="Failure"/> is a reset or an error of the socket (<see cref="TlsFailureKind.Reset"/>), or, when a call was
/// refused for want of memory, <see cref="TlsFailureKind.Internal"/>.</item>
/// </list>
/// Once both sides have sent FIN, or the peer of a Unix socket is gone, the kernel reports a hang-up, which is no reset,
/// though data may still wait to be read.
/// </summary>
internal sealed class PlaintextChannel(int socket) : ITlsChannel
{
    private bool _inputClosed;
    private bool _outputClosed;
    private int _outputError;

    public bool HasBufferedInput => false;

    public bool HasReceivedBytes { get; private set; }

    public TlsFailure? Failure { get; private set; }

    public TlsStatus Handshake() => Failure is null ? TlsStatus.Done : TlsStatus.Failed;

    public TlsStatus Read(Span<byte> destination, out int read)
    {
        ArgumentOutOfRangeException.ThrowIfZero(destination.Length, nameof(destination));
        read = 0;
        if (Failure is not null) return TlsStatus.Failed;
        if (_inputClosed) return TlsStatus.Closed;

        var count = Sockets.Receive(socket, destination, out var errno);
        if (count > 0)
        {
            HasReceivedBytes = true;
            read = count;
            return TlsStatus.Done;
        }
        if (count < 0) return Conclude(errno, TlsStatus.WantRead);

        // A socket tells of its error once. The write that was told of a reset has left this read to look like an end; EPIPE is
        // what a write is told when the peer had sent FIN before.
        if (_outputError is not (0 or LibC.EPIPE)) return Fail(TlsFailureKind.Reset, _outputError);
        _inputClosed = true;
        return TlsStatus.Closed;
    }

    public TlsStatus Write(ReadOnlySpan<byte> source, out int written)
    {
        ArgumentOutOfRangeException.ThrowIfZero(source.Length, nameof(source));
        written = 0;
        if (Failure is not null) return TlsStatus.Failed;
        if (_outputClosed) throw new InvalidOperationException("Nothing can be written after Shutdown.");

        if (_outputError != 0) return TlsStatus.PeerGone;

        var count = Sockets.Send(socket, source, out var errno);
        if (count >= 0)
        {
            written = count;
            return TlsStatus.Done;
        }
        if (errno is LibC.EAGAIN or LibC.EINTR or LibC.ENOMEM or LibC.ENOBUFS) return Conclude(errno, TlsStatus.WantWrite);
        _outputError = errno;
        return TlsStatus.PeerGone;
    }

    public TlsStatus Shutdown(bool endFollows = false)
    {
        if (Failure is not null) return TlsStatus.Failed;
        if (!_outputClosed) Sockets.ShutdownWrite(socket);
        _outputClosed = true;
        return _outputError == 0 ? TlsStatus.Done : TlsStatus.PeerGone;
    }

    public TlsSessionInfo Describe() => new("", "", null, null, false);

    public byte[]? GetPeerCertificate() => null;

    /// <summary>
    /// Without a goodbye the owner's close of the socket becomes a reset: it has not said that the stream is complete, and a
    /// FIN would say so.
    /// </summary>
    public void Dispose()
    {
        if (!_outputClosed) Sockets.ResetOnClose(socket);
    }

    private TlsStatus Conclude(int errno, TlsStatus whenNotReady)
    {
        // Interrupted counts as not ready: the socket is watched level-triggered, and tells again at once.
        if (errno is LibC.EAGAIN or LibC.EINTR) return whenNotReady;

        return Fail(errno is LibC.ENOMEM or LibC.ENOBUFS ? TlsFailureKind.Internal : TlsFailureKind.Reset, errno);
    }

    private TlsStatus Fail(TlsFailureKind kind, int errno)
    {
        Failure = new TlsFailure(kind, Marshal.GetPInvokeErrorMessage(errno));
        return TlsStatus.Failed;
    }
}
