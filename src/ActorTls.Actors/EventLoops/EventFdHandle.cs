using Microsoft.Win32.SafeHandles;

namespace ActorTls.EventLoops;

/// <summary>Owns the descriptor of an <c>eventfd</c>.</summary>
internal sealed class EventFdHandle() : SafeHandleMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;
}
