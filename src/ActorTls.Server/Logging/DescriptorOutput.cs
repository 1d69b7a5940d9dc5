using System.Runtime.InteropServices;
using ActorTls.Server.Running;

namespace ActorTls.Server.Logging;

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
            if (errno == NativeProcess.EAGAIN) NativeProcess.WaitUntilWritable(descriptor);   // Another process has made it non-blocking.
            else if (errno != NativeProcess.EINTR) throw new IOException(Marshal.GetPInvokeErrorMessage(errno));
        }
    }
}
