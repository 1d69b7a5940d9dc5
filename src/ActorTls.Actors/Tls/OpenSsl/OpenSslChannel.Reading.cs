using System.Runtime.InteropServices;
using ActorTls.EventLoops;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl;

/// <content>
/// Reading, with the work that a peer can cause without data: KeyUpdates and tickets. OpenSSL tells of each step that they take, and the
/// channel counts them.
/// </content>
internal abstract unsafe partial class OpenSslChannel
{
    /// <summary>
    /// How many steps KeyUpdates, tickets and the like may take without data between them: some thousands of them. More is an attack
    /// on our time.
    /// </summary>
    private const int MostStepsWithoutData = 16 * 1024;

    private int _steps;
    private int _stepsWithoutData;
    private int _stepsForMessages;
    private bool _readsSingly;

    public int StepsTaken => _steps;

    /// <summary>How many steps the peer's tickets may take in all.</summary>
    protected virtual int StepsForTickets => 0;

    public TlsStatus Read(Span<byte> destination, out int read)
    {
        ArgumentOutOfRangeException.ThrowIfZero(destination.Length, nameof(destination));
        read = 0;
        if (Failure is not null) return TlsStatus.Failed;
        if (_inputClosed) return TlsStatus.Closed;
        RequireEstablished();
        var ssl = Ssl;
        _steps = 0;
        while (true)
        {
            int result, errno;
            fixed (byte* buffer = destination)
            {
                s_current = this;
                LibCrypto.ERR_clear_error();
                result = LibSsl.SSL_read(ssl, buffer, destination.Length);
                errno = Marshal.GetLastPInvokeError();
                s_current = null;
            }
            if (_steps > 0) OnMessagesWithoutData();
            if (result > 0)
            {
                _stepsWithoutData = 0;
                _mayHoldInput = true;
                read = result;
                return TlsStatus.Done;
            }
            var status = Conclude(result, errno);
            if (status != TlsStatus.WantRead) return status;
            if (_stepsWithoutData > MostStepsWithoutData)
                return Fail(new TlsFailure(TlsFailureKind.Protocol, "flood of records without application data"));
            // The socket was found empty, or what one read of it gave was no application data. It tells when there is more.
            if (errno == LibC.EAGAIN || LibSsl.SSL_has_pending(ssl) == 0)
            {
                _mayHoldInput = false;
                return TlsStatus.WantRead;
            }
        }
    }

    /// <summary>
    /// From the first KeyUpdate on, the socket is read record by record, so that OpenSSL gives a turn back after each message, and not
    /// after all that fit into its buffer. It is not read ahead again: a peer could send data and KeyUpdates in turn.
    /// </summary>
    private void OnMessagesWithoutData()
    {
        _stepsWithoutData += _steps;
        _stepsForMessages += _steps;
        if (_readsSingly || _stepsForMessages <= StepsForTickets) return;
        LibSsl.SSL_set_read_ahead(_ssl, 0);
        _readsSingly = true;
    }

    /// <summary>OpenSSL tells of each step of a handshake, and of those that messages after it take.</summary>
    [UnmanagedCallersOnly]
    internal static void OnState(nint ssl, int where, int result)
    {
        if ((where & Constants.SSL_CB_LOOP) != 0 && s_current is { } channel) channel._steps++;
    }
}
