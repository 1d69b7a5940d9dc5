using System.Runtime.InteropServices;
using ActorTls.Server.Running;

namespace ActorTls.Server.Logging;

/// <summary>Where a log goes. Unlike a stream, it tells how much of it has arrived.</summary>
internal interface ILogOutput
{
    /// <summary>Writes bytes, waiting for the reader: how many were taken, at least one.</summary>
    /// <exception cref="IOException">None was; the message says why.</exception>
    int Write(ReadOnlySpan<byte> bytes);
}

/// <summary>A descriptor, which is the caller's.</summary>
internal sealed class DescriptorOutput(int descriptor) : ILogOutput
{
    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var count = NativeProcess.Write(descriptor, bytes, out var errno);
            if (count > 0) return count;
            if (errno == NativeProcess.EAGAIN) NativeProcess.WaitUntilWritable(descriptor);   // Somebody has made it non-blocking.
            else if (errno != NativeProcess.EINTR) throw new IOException(Marshal.GetPInvokeErrorMessage(errno));
        }
    }
}
