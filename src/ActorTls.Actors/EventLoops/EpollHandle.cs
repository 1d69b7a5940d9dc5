using Microsoft.Win32.SafeHandles;

namespace ActorTls.EventLoops;

/// <summary>Owns the descriptor of an epoll set.</summary>
internal sealed class EpollHandle() : SafeHandleMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;
}
